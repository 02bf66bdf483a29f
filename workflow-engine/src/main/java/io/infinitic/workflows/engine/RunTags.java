package io.infinitic.workflows.engine;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The tags of a run: what it is found by while it is open. */
final class RunTags {

  private RunTags() {}

  static void add(RunFold open, Collection<String> tags) {
    TreeSet<String> all = new TreeSet<>(open.run().tags());
    all.addAll(tags);
    open.change(open.run().withTags(List.copyOf(all)));
    for (String tag : tags) {
      rows(open, tag).add(open.run().workflowId(), open.run().runId(), open.fold().now());
    }
  }

  static void remove(RunFold open, Collection<String> tags) {
    TreeSet<String> left = new TreeSet<>(open.run().tags());
    left.removeAll(tags);
    open.change(open.run().withTags(List.copyOf(left)));
    forget(open, tags);
  }

  /** The run is not found by these tags any more. */
  static void forget(RunFold open, Collection<String> tags) {
    for (String tag : tags) {
      rows(open, tag).remove(open.run().workflowId());
    }
  }

  private static TagRows rows(RunFold open, String tag) {
    return new TagRows(open.fold(), open.run().workflowName(), tag);
  }
}
