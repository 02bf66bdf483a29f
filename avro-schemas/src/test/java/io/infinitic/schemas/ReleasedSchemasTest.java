package io.infinitic.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a released version has written must stay readable. A new form of a schema is recorded with
 * {@code mvn -pl avro-schemas test -Dinfinitic.schemas.release=N}.
 */
class ReleasedSchemasTest {

  private static final Path RELEASED = Path.of("src/main/resources/io/infinitic/schemas/released");
  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  @BeforeAll
  static void recordRelease() throws IOException {
    String version = System.getProperty("infinitic.schemas.release");
    if (version == null) {
      return;
    }
    Path schemas = Files.createDirectories(RELEASED.resolve(version));
    Path goldens = Files.createDirectories(GOLDENS.resolve(version));
    for (Schema root : Contract.ROOTS) {
      Files.writeString(schemas.resolve(root.getName() + ".avsc"), root.toString(true));
      for (var sample : Contract.samples(root).entrySet()) {
        Files.write(goldens.resolve(sample.getKey() + ".bin"), encode(sample.getValue()));
      }
    }
    List<String> index =
        releasedFiles().map(file -> RELEASED.relativize(file).toString()).sorted().toList();
    Files.write(RELEASED.resolve("index.txt"), index);
  }

  @Test
  void everySchemaOfTodayIsRecorded() throws IOException {
    List<Long> recorded =
        releasedFiles().map(file -> SchemaNormalization.parsingFingerprint64(parse(file))).toList();
    for (Schema root : Contract.ROOTS) {
      assertThat(recorded)
          .as("%s has changed: record it, see the comment of this test", root.getName())
          .contains(SchemaNormalization.parsingFingerprint64(root));
    }
  }

  @ParameterizedTest
  @MethodSource("releasedFiles")
  void todaysReadersReadWhatWasReleased(Path file) throws IOException {
    Schema released = parse(file);
    Schema today = today(released.getName());
    requireCompatible(today, released);
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void goldenFilesAreReadable(Path file) throws Exception {
    String root = file.getFileName().toString().replaceAll("[-.].*", "");
    Path version = file.getParent().getFileName();
    Schema writer = parse(RELEASED.resolve(version).resolve(root + ".avsc"));
    Schema reader = today(root);
    byte[] bytes = Files.readAllBytes(file);

    SpecificRecord read =
        new SpecificDatumReader<SpecificRecord>(writer, reader)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));

    assertThat(read.getClass().getSimpleName()).isEqualTo(root);
    GenericRecord expected =
        new GenericDatumReader<GenericRecord>(writer, reader)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    // Equal by value, field by field, with the defaults of fields that the writer did not know.
    assertThat(SpecificData.get().toString(read)).isEqualTo(GenericData.get().toString(expected));
  }

  @Test
  void aRemovedFieldOrANewOneWithoutDefaultIsRefused() {
    Schema today = TimerState.getClassSchema();
    String json = today.toString();
    Schema renamed = new Schema.Parser().parse(json.replace("\"dueMillis\"", "\"dueAt\""));
    assertThatCode(() -> requireCompatible(renamed, today)).isInstanceOf(AssertionError.class);
    Schema retyped =
        new Schema.Parser()
            .parse(
                json.replace(
                    "\"name\":\"number\",\"type\":\"int\"",
                    "\"name\":\"number\",\"type\":\"boolean\""));
    assertThat(retyped).isNotEqualTo(today);
    assertThatCode(() -> requireCompatible(retyped, today)).isInstanceOf(AssertionError.class);
  }

  @Test
  void generatedClassesHaveNoSetters() {
    for (Schema root : Contract.ROOTS) {
      assertThat(SpecificData.get().getClass(root).getMethods())
          .noneMatch(method -> method.getName().matches("set[A-Z].*"));
    }
  }

  private static void requireCompatible(Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    assertThat(result.getType())
        .as("%s: %s", reader.getName(), result.getResult().getIncompatibilities())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static Schema today(String name) {
    return Contract.ROOTS.stream()
        .filter(root -> root.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " was released and is gone"));
  }

  private static byte[] encode(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Path> releasedFiles() throws IOException {
    return files(RELEASED, ".avsc");
  }

  private static Stream<Path> goldenFiles() throws IOException {
    return files(GOLDENS, ".bin");
  }

  private static Stream<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
    }
  }
}
