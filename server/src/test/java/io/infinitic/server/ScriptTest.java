package io.infinitic.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that users call, with a Java and a Maven that only note how they were called. */
@Timeout(60)
class ScriptTest {

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      home="$(dirname "$0")/.."
      if [ "$1" = -version ]; then cat "$home/version" >&2; exit; fi
      echo "$*" >>"$home/calls"
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

  @TempDir Path home;
  private Path java;
  private Path target;

  @BeforeEach
  void install() throws IOException {
    target = Files.createDirectories(home.resolve("server/target"));
    write(target.resolve("classpath.txt"), "some.jar");
    write(target.resolve("infinitic-server.jar"), "a build");
    executable(home.resolve("bin/infinitic"), Files.readString(Path.of("../bin/infinitic")));
    java = home.resolve("jdk");
    executable(java.resolve("bin/java"), JAVA);
    write(java.resolve("version"), "openjdk version \"17.0.9\" 2023-10-17\n");
    write(java.resolve("classes"), "20000");
    executable(home.resolve("maven/mvn"), "#!/bin/sh\necho \"$*\" >\"$0.called\"\n");
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
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().merge("PATH", "", (path, none) -> home.resolve("maven") + ":" + path);
    return builder.start();
  }

  /** What a command printed, after its end. */
  private String run(String... arguments) throws Exception {
    Process process = start(arguments);
    String printed = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    return printed;
  }

  private List<String> calls() throws IOException {
    Path calls = java.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  /** The call of the last command, apart from preparations. */
  private String lastCall() throws IOException {
    return calls().stream()
        .filter(call -> !call.startsWith("-Xshare:dump"))
        .reduce((one, next) -> next)
        .orElseThrow();
  }

  private long preparations() throws IOException {
    return calls().stream().filter(call -> call.startsWith("-Xshare:dump")).count();
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
        .contains("-cp " + target.resolve("infinitic-server.jar") + ":some.jar")
        .endsWith(" io.infinitic.server.Main start a b --config c.yaml");
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
    write(java.resolve("slow"), "");
    List<Process> starts = List.of(start("dev"), start("dev"), start("dev"), start("dev"));
    for (Process start : starts) {
      assertThat(start.waitFor(30, SECONDS)).isTrue();
    }
    Files.delete(java.resolve("slow"));
    await().atMost(30, SECONDS).until(() -> classFiles().stream().anyMatch(f -> f.endsWith("jsa")));
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
    assertThat(preparations()).as("as the other may still be at it").isEqualTo(1);
    Path taken =
        target.resolve(
            classFiles().stream().filter(f -> f.endsWith("taken")).findFirst().orElseThrow());
    Files.setLastModifiedTime(taken, FileTime.from(Instant.now().minus(Duration.ofMinutes(12))));
    run("dev");
    await().atMost(30, SECONDS).until(() -> classFiles().stream().anyMatch(f -> f.endsWith("jsa")));
  }

  /** The script first, so that it does not see the end of what it waits for. */
  private void killAll() {
    for (Path program : List.of(home.resolve("bin/infinitic"), java.resolve("bin/java"))) {
      ProcessHandle.allProcesses()
          .filter(process -> command(process).contains(program.toString()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static String command(ProcessHandle process) {
    return String.join(" ", process.info().arguments().orElse(new String[0]));
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
    assertThat(home.resolve("maven/mvn.called"))
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
