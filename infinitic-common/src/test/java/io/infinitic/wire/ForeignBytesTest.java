package io.infinitic.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.schemas.ChangeTags;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.RateState;
import io.infinitic.schemas.SuspendWorkflow;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Bytes that another writer made: with fields of its own, or of a newer version. */
class ForeignBytesTest {

  /** As a writer of another language may have registered it: compatible both ways. */
  private static Schema withEmptyElements() {
    String json = EngineMessage.getClassSchema().toString();
    String field =
        ",{\"name\":\"extra\",\"type\":{\"type\":\"array\",\"items\":\"null\"},\"default\":[]}]}";
    assertThat(json).endsWith("]}");
    return new Schema.Parser().parse(json.substring(0, json.length() - 2) + field);
  }

  @Test
  void elementsThatTakeNoBytesCostNoTime() throws Exception {
    var sample = new EngineMessage(new SuspendWorkflow("request", "order-1", "client"));
    byte[] message = WireCodec.encode(sample);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(message);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    for (int left = 1_000_000; left > 100; left -= 3) {
      encoder.writeLong(left / 2);
    }
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(
                    () ->
                        WireCodec.decode(
                            EngineMessage.class, bytes.toByteArray(), withEmptyElements()))
                .isInstanceOf(UndecodableMessageException.class));
  }

  @Test
  void rowOfANewerVersionWaitsForAHostThatKnowsIt() {
    byte[] row = StoredCodec.encode(new RateState(1, 2, ""));
    byte[] newer = row.clone();
    newer[5]++;
    assertThatThrownBy(() -> StoredCodec.decode(RateState.class, newer))
        .isInstanceOfSatisfying(
            UndecodableMessageException.class, e -> assertThat(e.isOfNewerVersion()).isTrue());
    byte[] damaged = java.util.Arrays.copyOf(row, row.length - 3);
    assertThatThrownBy(() -> StoredCodec.decode(RateState.class, damaged))
        .isInstanceOfSatisfying(
            UndecodableMessageException.class, e -> assertThat(e.isOfNewerVersion()).isFalse());
  }

  @Test
  void manyShortTagsAreAccepted() {
    List<String> tags = IntStream.range(0, 10_001).mapToObj(i -> "tag" + i).toList();
    MessageValidator.check(new ChangeTags(tags, List.of()));
  }
}
