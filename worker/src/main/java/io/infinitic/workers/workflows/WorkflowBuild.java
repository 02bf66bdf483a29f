package io.infinitic.workers.workflows;

import io.infinitic.workers.WorkflowVersions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Tells the code of a workflow from that of other deployments: by what is in the jars or folders of
 * its classes, and by the classes themselves.
 */
final class WorkflowBuild {

  private static final int DIGITS = 16;
  private static final int MOST_CLASSES = 20_000;

  /** Of jars and folders: what a process has loaded from them does not change. */
  private static final Map<File, String> CONTENTS = new ConcurrentHashMap<>();

  private WorkflowBuild() {}

  /** The same in all processes with the same code. */
  static String of(WorkflowVersions versions) {
    Set<String> parts = new TreeSet<>();
    versions.all().forEach(definition -> add(definition.implementation(), parts));
    return digest(parts);
  }

  private static String digest(Set<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(part -> digest.update(part.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  private static void add(Class<?> type, Set<String> parts) {
    try {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      if (source != null) {
        parts.add(CONTENTS.computeIfAbsent(file(source.getLocation()), WorkflowBuild::contents));
      }
    } catch (Exception e) {
      // in no file, such as in memory
    }
    addClass(type, parts);
  }

  /**
   * The jar or folder; of a jar or folder within a jar, the outer jar, as in {@code
   * jar:nested:/app.jar/!BOOT-INF/classes/!/} and {@code jar:file:/app.jar!/BOOT-INF/classes!/}.
   */
  private static File file(URL location) {
    String url = location.toString();
    if (url.startsWith("jar:")) {
      url =
          url.substring("jar:".length())
              .replaceFirst("/?!.*", "")
              .replaceFirst("^nested:", "file:");
    }
    return new File(URI.create(url));
  }

  private static String contents(File file) {
    Set<String> parts = new TreeSet<>();
    try {
      if (file.isDirectory()) {
        addFolder(file.toPath(), parts);
      } else {
        addJar(file, parts);
      }
      return digest(parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the jar's directory says of its entries: it need not be read as a whole. */
  private static void addJar(File file, Set<String> parts) throws IOException {
    try (JarFile jar = new JarFile(file)) {
      jar.stream().forEach(entry -> parts.add(entry.getName() + entry.getCrc() + "\n"));
    }
  }

  /** Its classes: what else is there may change while they do not, such as a log. */
  private static void addFolder(Path folder, Set<String> parts) throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(folder)) {
      classes =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(Files::isRegularFile)
              .limit(MOST_CLASSES + 1L)
              .toList();
    }
    if (classes.size() > MOST_CLASSES) {
      return; // the classes of the workflow alone count
    }
    for (Path file : classes) {
      parts.add(folder.relativize(file) + " " + Arrays.hashCode(Files.readAllBytes(file)) + "\n");
    }
  }

  private static void addClass(Class<?> type, Set<String> parts) {
    for (Class<?> one = type; one != null && one != Object.class; one = one.getSuperclass()) {
      addBytes(one, parts);
      for (Class<?> inner : one.getDeclaredClasses()) {
        addBytes(inner, parts);
      }
    }
  }

  private static void addBytes(Class<?> type, Set<String> parts) {
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
      parts.add(type.getName() + Arrays.hashCode(bytes) + "\n");
    } catch (IOException e) {
      parts.add(type.getName() + "\n");
    }
  }
}
