package io.infinitic.peers;

import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of what is on the class path, by the names of the jars. */
public final class Versions {

  private Versions() {}

  /** The version of the artifact, or "unknown". */
  public static String of(String artifact) {
    return of(artifact, System.getProperty("java.class.path"));
  }

  static String of(String artifact, String classPath) {
    Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator))) {
      Matcher matcher = jar.matcher(new File(entry).getName());
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    return "unknown";
  }
}
