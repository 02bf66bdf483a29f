package io.infinitic.config;

import io.infinitic.config.spi.Settings;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML mapping that is read key by key. What is missing, wrong, or was never asked for is
 * collected with its line.
 */
public final class Yaml implements Settings {

  private record Value(Node key, Node value) {}

  private final String source;
  private final String path;
  private final int line;
  private final List<String> problems;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private final List<Yaml> sections = new ArrayList<>();

  private Yaml(String source, String path, int line, @Nullable Node node, List<String> problems) {
    this.source = source;
    this.path = path;
    this.line = line;
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (values.put(key, new Value(tuple.getKeyNode(), tuple.getValueNode())) != null) {
          report(key, "stands here twice"); // which does not mean that it may be here
        }
      }
    } else if (node != null) {
      problems.add(source + ":" + line + ": " + label("") + "is not a mapping of keys to values");
    }
  }

  /** A document. */
  public static Yaml parse(String source, String text) {
    List<String> problems = new ArrayList<>();
    Node root = null;
    try {
      root =
          new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions()))
              .compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(source + ":" + line + ": " + e.getProblem());
    }
    return new Yaml(source, "", 1, root, problems);
  }

  /**
   * To be called when everything was read.
   *
   * @throws ConfigException if there was a problem, or a key that nobody has asked for
   */
  public void check() {
    reportUnread();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void reportUnread() {
    for (String key : values.keySet()) {
      if (!read.contains(key)) {
        String more = KeysOfInfinitic.instead(key).map(": "::concat).orElseGet(this::known);
        report(key, "is not known here" + more);
      }
    }
    sections.forEach(Yaml::reportUnread);
  }

  private String known() {
    return known.isEmpty() ? "" : "; known are " + String.join(", ", new TreeSet<>(known));
  }

  private void asked(String key) {
    read.add(key);
    known.add(key);
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** Keys, in order. */
  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  /** A key that is right here, but of no interest now. */
  public void ignore(String key) {
    asked(key);
  }

  /** A section that may be absent. */
  public Optional<Yaml> section(String key) {
    asked(key);
    return has(key) ? Optional.of(section(key, values.get(key).value())) : Optional.empty();
  }

  /** A list of sections; empty if absent. */
  public List<Yaml> sectionList(String key) {
    asked(key);
    List<Yaml> list = new ArrayList<>();
    Value value = values.get(key);
    if (value != null && value.value() instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        list.add(section(key + "[" + i + "]", sequence.getValue().get(i)));
      }
    } else if (value != null) {
      problem(key, "is not a list");
    }
    return list;
  }

  /** A list of texts; empty if absent. */
  public List<String> textList(String key) {
    asked(key);
    List<String> list = new ArrayList<>();
    Value value = values.get(key);
    if (value != null && value.value() instanceof SequenceNode sequence) {
      for (Node node : sequence.getValue()) {
        if (node instanceof ScalarNode scalar) {
          list.add(scalar.getValue());
        } else {
          problem(key, "has an entry that is not a single value");
        }
      }
    } else if (value != null) {
      problem(key, "is not a list");
    }
    return list;
  }

  @Override
  public String text(String key, String byDefault) {
    return optionalText(key).orElse(byDefault);
  }

  @Override
  public String text(String key) {
    Optional<String> value = optionalText(key);
    if (value.isEmpty()) {
      problem(key, "is missing");
    }
    return value.orElse("");
  }

  @Override
  public Optional<String> optionalText(String key) {
    asked(key);
    Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value.value() instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problem(key, "is not a single value");
    return Optional.empty();
  }

  @Override
  public long number(String key, long byDefault, long min, long max) {
    return Math.round(decimal(key, byDefault, min, max, true));
  }

  /** A number in a range, with or without a fraction. */
  public double decimal(String key, double byDefault, double min, double max) {
    return decimal(key, byDefault, min, max, false);
  }

  private double decimal(String key, double byDefault, double min, double max, boolean whole) {
    Optional<String> text = optionalText(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      double number =
          whole ? Long.parseLong(text.get().trim()) : Double.parseDouble(text.get().trim());
      if (number < min || number > max) {
        problem(key, text.get() + " is not between " + show(min) + " and " + show(max));
        return byDefault;
      }
      return number;
    } catch (NumberFormatException e) {
      problem(key, "'" + text.get() + "' is not a " + (whole ? "whole number" : "number"));
      return byDefault;
    }
  }

  @Override
  public void problem(String key, String problem) {
    read.add(key);
    report(key, problem);
  }

  private void report(String key, String problem) {
    Value value = values.get(key);
    int at = value == null ? line : value.key().getStartMark().getLine() + 1;
    problems.add(source + ":" + at + ": " + label(key) + problem);
  }

  private Yaml section(String name, Node node) {
    Yaml section =
        new Yaml(
            source,
            path.isEmpty() ? name : path + "." + name,
            node.getStartMark().getLine() + 1,
            node,
            problems);
    sections.add(section);
    return section;
  }

  private String label(String key) {
    String full = path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    return full.isEmpty() ? "" : full + " ";
  }

  private static String show(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
