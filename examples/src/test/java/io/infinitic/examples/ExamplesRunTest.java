package io.infinitic.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.infinitic.examples.approval.RunApproval;
import io.infinitic.examples.booking.RunBooking;
import io.infinitic.examples.bookingsaga.RunBookingSaga;
import io.infinitic.examples.cancellation.RunCancellation;
import io.infinitic.examples.children.RunChildren;
import io.infinitic.examples.cropimage.RunCropImage;
import io.infinitic.examples.hello.RunHello;
import io.infinitic.examples.imports.RunImports;
import io.infinitic.examples.invoicing.RunInvoicing;
import io.infinitic.examples.loyalty.RunLoyalty;
import io.infinitic.examples.versions.RunVersions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example ends, and its last line says what came of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExamplesRunTest {

  private static final Path SOURCES = Path.of("src/main/java/io/infinitic/examples");

  static Stream<Arguments> examples() {
    return Stream.of(
        arguments(RunHello.class, "The workflow has returned: Hello Ada!"),
        arguments(RunCropImage.class, "A copy 160 pixels wide is in /.*/uploads/small-.*\\.png"),
        arguments(RunBookingSaga.class, ".*: \\[car in Rome, room in Rome, seat in Rome]"),
        arguments(RunBooking.class, "The workflow has returned: ACCEPTED"),
        arguments(RunInvoicing.class, "The customer has left after 2 invoices"),
        arguments(RunLoyalty.class, "The member has left with 260 points"),
        arguments(RunChildren.class, "The book: \\[one \\(French\\), two .*, three .*]"),
        arguments(RunCancellation.class, "The purchase is CANCELED"),
        arguments(RunVersions.class, " *version 1: order-2 was authorized, and is captured"),
        arguments(RunApproval.class, "The workflow has returned: paid, says Grace"),
        arguments(RunImports.class, "The workflow has returned: 24 added, 1 not"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void lastLineSaysWhatCameOfIt(Class<?> example, String lastLine) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      example.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(console);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).isNotEmpty();
    assertThat(lines.get(lines.size() - 1)).as("last of %s", lines).matches(lastLine);
  }

  @Test
  void eachExampleHasOne() throws IOException {
    try (Stream<Path> folders = Files.list(SOURCES).filter(Files::isDirectory)) {
      List<String> names = folders.map(one -> one.getFileName().toString()).toList();
      assertThat(examples().map(row -> ((Class<?>) row.get()[0]).getPackageName()))
          .containsExactlyInAnyOrderElementsOf(
              names.stream().map(name -> "io.infinitic.examples." + name).toList());
    }
  }
}
