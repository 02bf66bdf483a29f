package io.infinitic.workers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A workflow program as data, which a workflow can take as its argument and perform.
 *
 * @param op what to do
 * @param arg a number that the operation uses: a delay in milliseconds, a slot, a value
 * @param parts what it is done with
 */
public record Node(Op op, int arg, List<Node> parts) {

  /** What a program can do. Each source gives a deferred; as a statement, it is awaited. */
  public enum Op {
    // sources
    TASK,
    FLAKY,
    FAILING,
    BROKEN,
    LOCAL,
    TIMER,
    ASYNC,
    AND,
    OR,
    RECEIVE,
    CALL_SELF,
    SIGNAL_SELF,
    CHILD,
    // statements
    SEQUENCE,
    KEEP,
    TAKE,
    TAKE_LIMITED,
    LIMITED,
    PEEK,
    DROP,
    SLEEP,
    AFTER,
    FLAG,
    AWAIT_FLAG,
    INLINE,
    RANDOM,
    NOW,
    CHOOSE,
    STATUS,
    TAG,
    VERSION,
    SCOPE,
    CANCEL_SCOPE,
    DETACHED,
    TRY,
    UNCAUGHT,
    SEND,
    CONTINUE;

    boolean isSource() {
      return ordinal() <= CHILD.ordinal();
    }
  }

  static Node of(Op op, int arg, Node... parts) {
    return new Node(op, arg, List.of(parts));
  }

  int count(Op... ops) {
    return (List.of(ops).contains(op) ? 1 : 0)
        + parts.stream().mapToInt(part -> part.count(ops)).sum();
  }

  int size() {
    return 1 + parts.stream().mapToInt(Node::size).sum();
  }

  /** Programs that are one step smaller: a part in its place, or one without a part. */
  List<Node> smaller() {
    List<Node> smaller = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (canLose(i)) {
        List<Node> fewer = new ArrayList<>(parts);
        fewer.remove(i);
        smaller.add(new Node(op, arg, fewer));
      }
      Node part = parts.get(i);
      if (!needsSource() || part.op.isSource()) {
        smaller.add(part);
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      for (Node replacement : parts.get(i).smaller()) {
        if (needsSource() && !replacement.op.isSource()) {
          continue;
        }
        List<Node> changed = new ArrayList<>(parts);
        changed.set(i, replacement);
        smaller.add(new Node(op, arg, changed));
      }
    }
    return smaller;
  }

  /** Whether its parts are sources: only these can be combined, kept, or awaited with a limit. */
  private boolean needsSource() {
    return switch (op) {
      case AND, OR, KEEP, LIMITED, UNCAUGHT -> true;
      default -> false;
    };
  }

  private boolean canLose(int part) {
    return switch (op) {
      case OR, CHOOSE -> parts.size() > 1;
      case KEEP, LIMITED, UNCAUGHT, CONTINUE -> false;
      default -> true;
    };
  }

  @Override
  public String toString() {
    String inner = parts.stream().map(Node::toString).collect(Collectors.joining(", "));
    return op + (arg == 0 ? "" : " " + arg) + (inner.isEmpty() ? "" : "(" + inner + ")");
  }
}
