package io.infinitic.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that users call, in a directory of its own, with a Java and a Maven that only note how
 * they were called.
 */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ScriptTest {

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      home="$(dirname "$0")/.."
      if [ "$1" = -version ]; then cat "$home/version" >&2; exit; fi
      { printf '<%s>' "$@"; echo; } >>"$home/calls"
      for option in "$@"; do
        case "$option" in
          -XX:DumpLoadedClassList=*) seq "$(cat "$home/classes")" >"${option#*=}" ;;
          -XX:SharedArchiveFile=*) archive="${option#*=}" ;;
        esac
      done
      if [ "$1" = -Xshare:dump ]; then
        touch "$home/dumps"
        while [ -f "$home/slow" ]; do sleep 0.01; done
        [ ! -f "$home/broken" ] || exit 1
        touch "$archive"
      fi
      """;

  /** Lets four calls begin at the same time, if asked to. */
  private static final String WC =
      """
      #!/usr/bin/env bash
      tools="$(dirname "$0")"
      if [ -f "$tools/together" ]; then
        touch "$tools/caller.$$"
        until [ "$(ls "$tools" | grep -c caller)" -ge 4 ]; do sleep 0.01; done
      fi
      command -p wc "$@"
      """;

  @TempDir Path directory;
  private Path home;
  private Path tools;
  private Path java;
  private Path target;

  @BeforeEach
  void install() throws IOException {
    home = directory.resolve("a home");
    tools = directory.resolve("tools");
    target = Files.createDirectories(home.resolve("server/target"));
    write(target.resolve("classpath.txt"), "some.jar");
    write(target.resolve("infinitic-server.jar"), "a build");
    executable(home.resolve("bin/infinitic"), Files.readString(Path.of("../bin/infinitic")));
    java = directory.resolve("a jdk");
    executable(java.resolve("bin/java"), JAVA);
    write(java.resolve("version"), "openjdk version \"17.0.9\" 2023-10-17\n");
    write(java.resolve("classes"), "20000");
    executable(tools.resolve("mvn"), "#!/bin/sh\necho \"$*\" >\"$0.called\"\n");
    executable(tools.resolve("wc"), WC);
  }

  /** The script first, so that it does not see the end of what it waits for. */
  @AfterEach
  void killAll() {
    for (Path program : List.of(home.resolve("bin/infinitic"), java.resolve("bin/java"))) {
      ProcessHandle.allProcesses()
          .filter(process -> command(process).contains(program.toString()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static String command(ProcessHandle process) {
    return String.join(" ", process.info().arguments().orElse(new String[0]));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void executable(Path file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/infinitic").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("printed").toFile());
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().merge("PATH", "", (path, none) -> tools + ":" + path);
    return builder.start();
  }

  /** What a command printed, after its end. */
  private String run(String... arguments) throws Exception {
    assertThat(start(arguments).waitFor(30, SECONDS)).isTrue();
    return Files.readString(directory.resolve("printed"));
  }

  private List<String> calls() throws IOException {
    Path calls = java.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  /** The call of the last command, apart from preparations. */
  private String lastCall() throws IOException {
    return calls().stream()
        .filter(call -> !call.startsWith("<-Xshare:dump>"))
        .reduce((one, next) -> next)
        .orElseThrow();
  }

  private long preparations() throws IOException {
    return calls().stream().filter(call -> call.startsWith("<-Xshare:dump>")).count();
  }

  private List<String> classFiles() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("classes-"))
          .toList();
    }
  }

  private void untilClassFiles(String... endings) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () ->
                assertThat(classFiles().stream().map(name -> name.replaceAll(".*\\.", "")))
                    .containsExactlyInAnyOrder(endings));
  }

  @Test
  void argumentsReachTheProgram() throws Exception {
    assertThat(run("start", "a b", "--config", "c.yaml")).isEmpty();
    assertThat(lastCall())
        .contains("<-cp><" + target.resolve("infinitic-server.jar") + ":some.jar>")
        .endsWith("<io.infinitic.server.Main><start><a b><--config><c.yaml>");
    assertThat(classFiles()).as("notes of a short command").isEmpty();
  }

  @Test
  void classesAreNotedThenPreparedThenUsed() throws Exception {
    run("dev");
    assertThat(lastCall()).contains("-XX:DumpLoadedClassList=");
    run("dev");
    assertThat(lastCall()).doesNotContain("-XX:DumpLoadedClassList=", "-XX:SharedArchiveFile=");
    untilClassFiles("jsa");
    run("status");
    assertThat(lastCall()).contains("-XX:SharedArchiveFile=" + target.resolve(classFiles().get(0)));
    assertThat(preparations()).isEqualTo(1);
  }

  @Test
  void notesOfAStartThatWasBrokenOffAreNotUsed() throws Exception {
    write(java.resolve("classes"), "100");
    run("dev");
    run("dev");
    assertThat(lastCall()).contains("-XX:DumpLoadedClassList=");
    assertThat(preparations()).isZero();
  }

  @Test
  void startsAtTheSameTimePrepareOnce() throws Exception {
    run("demo");
    write(tools.resolve("together"), "");
    write(java.resolve("slow"), "");
    List<Process> starts = List.of(start("dev"), start("dev"), start("dev"), start("dev"));
    for (Process start : starts) {
      assertThat(start.waitFor(30, SECONDS)).isTrue();
    }
    Files.delete(java.resolve("slow"));
    untilClassFiles("jsa");
    assertThat(preparations()).isEqualTo(1);
  }

  @Test
  void preparationThatFailedIsNotTriedAgain() throws Exception {
    write(java.resolve("broken"), "");
    run("dev");
    run("dev");
    untilClassFiles("failed");
    run("dev");
    assertThat(lastCall()).doesNotContain("-XX:DumpLoadedClassList=", "-XX:SharedArchiveFile=");
    untilClassFiles("failed");
    assertThat(preparations()).isEqualTo(1);
  }

  @Test
  void preparationThatWasKilledIsDoneAgain() throws Exception {
    run("dev");
    write(java.resolve("slow"), "");
    Process start = start("dev");
    await().atMost(30, SECONDS).until(() -> Files.exists(java.resolve("dumps")));
    killAll();
    assertThat(start.waitFor(30, SECONDS)).isTrue();
    Files.delete(java.resolve("slow"));
    run("dev");
    assertThat(lastCall()).doesNotContain("-XX:DumpLoadedClassList=", "-XX:SharedArchiveFile=");
    untilClassFiles("list", "whole", "taken"); // as the other may still be at it
    makeOld("taken");
    makeOld("whole");
    run("dev");
    untilClassFiles("jsa");
    assertThat(preparations()).isEqualTo(2);
  }

  private void makeOld(String ending) throws IOException {
    String name = classFiles().stream().filter(f -> f.endsWith(ending)).findFirst().orElseThrow();
    FileTime then = FileTime.from(Instant.now().minus(Duration.ofMinutes(12)));
    Files.setLastModifiedTime(target.resolve(name), then);
  }

  /** As when another user has prepared. */
  @Test
  void whatCannotBeRemovedDoesNotStopAStart() throws Exception {
    Path taken = Files.createDirectories(target.resolve("classes-1.taken/not-empty"));
    Files.setLastModifiedTime(
        taken.getParent(), FileTime.from(Instant.now().minus(Duration.ofMinutes(12))));
    run("dev");
    assertThat(lastCall()).contains("<dev>");
  }

  @Test
  void newBuildForgetsWhatFitsTheOldOne() throws Exception {
    run("dev");
    run("dev");
    untilClassFiles("jsa");
    write(target.resolve("infinitic-server.jar"), "another build");
    run("dev");
    assertThat(lastCall()).contains("-XX:DumpLoadedClassList=");
    untilClassFiles("list");
  }

  @Test
  void missingBuildIsMade() throws Exception {
    Files.delete(target.resolve("classpath.txt"));
    assertThat(run("dev")).startsWith("Building");
    assertThat(tools.resolve("mvn.called"))
        .hasContent("-q -pl server -am package -DskipTests -Dspotless.check.skip");
  }

  @Test
  void changedSourceIsBuilt() throws Exception {
    Path source = home.resolve("client/src/main/java/Some.java");
    write(source, "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("dev")).startsWith("Building");
  }

  @Test
  void javaThatIsTooOldIsNamed() throws Exception {
    write(java.resolve("version"), "openjdk version \"11.0.2\" 2019-01-15\n");
    assertThat(run("dev"))
        .isEqualTo("infinitic: JDK 11 found; install a JDK 17 or later, or set JAVA_HOME\n");
  }
}
