package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java block of the pages is a region of this package, which its preceding comment names: so
 * all that they show is compiled and run. Each region is shown once.
 */
class DocsTest {

  private static final List<Path> PAGES =
      List.of(Path.of("../docs/workflows.md"), Path.of("../docs/tasks.md"));

  private static final Path SOURCES = Path.of("src/test/java/io/infinitic/examples/docs");
  private static final Pattern TAG = Pattern.compile("\\s*// (tag|end)::([a-z-]+)");
  private static final Pattern NAME = Pattern.compile("<!-- ([a-z-]+) -->");

  /** What a page shows, and where. */
  private record Block(String place, String text) {}

  @Test
  void blocksOfThePagesAreTheRegionsOfTheCode() throws IOException {
    Map<String, String> regions = regions();
    Map<String, Block> blocks = new LinkedHashMap<>();
    for (Path page : PAGES) {
      addBlocks(page, blocks);
    }
    blocks.forEach(
        (name, block) ->
            assertThat(block.text())
                .as("block %s, %s; see the region of that name in %s", name, block.place(), SOURCES)
                .isEqualTo(regions.get(name)));
    Set<String> unused = new LinkedHashSet<>(regions.keySet());
    unused.removeAll(blocks.keySet());
    assertThat(unused).as("regions that no page shows").isEmpty();
  }

  /** Regions by name, without their common indentation. */
  private static Map<String, String> regions() throws IOException {
    Map<String, String> regions = new TreeMap<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.sorted().toList()) {
        String open = null;
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
          Matcher tag = TAG.matcher(line);
          if (!tag.matches()) {
            lines.add(line);
            continue;
          }
          String name = tag.group(2);
          if (tag.group(1).equals("tag")) {
            assertThat(open).as("region that is open where %s begins", name).isNull();
            open = name;
          } else {
            assertThat(open).as("region that is open where %s ends", name).isEqualTo(name);
            String other =
                regions.put(name, String.join("\n", lines).stripTrailing().stripIndent().strip());
            assertThat(other).as("another region named %s", name).isNull();
            open = null;
          }
          lines.clear();
        }
        assertThat(open).as("region without end in %s", file).isNull();
      }
    }
    return regions;
  }

  /** Adds the Java blocks of a page by name. */
  private static void addBlocks(Path file, Map<String, Block> blocks) throws IOException {
    List<String> page = Files.readAllLines(file);
    for (int i = 0; i < page.size(); i++) {
      if (page.get(i).equals("```java")) {
        String place = "%s, line %d".formatted(file, i + 1);
        Matcher name = NAME.matcher(page.get(i - 1));
        assertThat(name.matches()).as("a name above the block of %s", place).isTrue();
        List<String> lines = new ArrayList<>();
        while (!page.get(++i).equals("```")) {
          lines.add(page.get(i));
        }
        Block other = blocks.put(name.group(1), new Block(place, String.join("\n", lines)));
        assertThat(other).as("another block named %s; this is %s", name.group(1), place).isNull();
      }
    }
  }
}
