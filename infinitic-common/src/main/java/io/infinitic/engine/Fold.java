package io.infinitic.engine;

import io.infinitic.schemas.Reply;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * One message being folded into a partition's state.
 *
 * @param rows the state
 * @param now the log's time, milliseconds since the epoch; never runs backwards
 * @param out takes what the fold asks for, in order
 */
public record Fold(Rows rows, long now, Consumer<Outbound> out) {

  /** Answers a caller. */
  public void answer(String replyTo, SpecificRecord body) {
    out.accept(new Outbound.Answer(replyTo, new Reply(body)));
  }
}
