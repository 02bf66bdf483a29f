package io.infinitic.workers;

import io.infinitic.workers.Node.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws programs that end, whatever arrives first. In a branch, what another branch keeps is only
 * waited for with a limit, so no two branches wait for each other; and a signal is waited for
 * without a limit only where the client's signals arrive.
 */
final class ProgramGenerator {

  private static final int SLOTS = 4;
  private static final int DEEPEST = 5;

  private final Random random;
  private final boolean fixed;
  private int budget;

  /** Where a part of a program stands. */
  private record Place(int depth, boolean hearsClient, boolean inBranch, boolean inChild) {
    Place deeper() {
      return new Place(depth + 1, hearsClient, inBranch, inChild);
    }

    Place branch() {
      return new Place(depth + 1, hearsClient, true, inChild);
    }

    Place child() {
      return new Place(depth + 1, false, false, true);
    }
  }

  private ProgramGenerator(long seed, boolean fixed) {
    this.random = new Random(seed);
    this.fixed = fixed;
    budget = 5 + random.nextInt(fixed ? 25 : 60);
  }

  /** A program in which branches race, and much depends on what arrives first. */
  static Node racing(long seed) {
    return new ProgramGenerator(seed, false).program();
  }

  /** A program that does the same things in the same order, whatever arrives first. */
  static Node fixed(long seed) {
    return new ProgramGenerator(seed, true).program();
  }

  private Node program() {
    Place top = new Place(0, true, false, false);
    List<Node> statements = new ArrayList<>();
    while (budget > 0) {
      statements.add(statement(top));
    }
    if (!fixed && chance(6)) {
      statements.add(Node.of(Op.UNCAUGHT, 0, Node.of(Op.BROKEN, digit())));
    }
    if (chance(8)) {
      budget = 5;
      statements.add(new Node(Op.CONTINUE, 0, List.of(sequence(top.deeper()))));
    }
    return new Node(Op.SEQUENCE, 0, statements);
  }

  private Node sequence(Place place) {
    return new Node(Op.SEQUENCE, 0, statements(place));
  }

  private List<Node> statements(Place place) {
    List<Node> statements = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      statements.add(statement(place));
    }
    return statements;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private int slot() {
    return random.nextInt(SLOTS);
  }

  private Op oneOf(Op... ops) {
    return ops[random.nextInt(ops.length)];
  }

  private Node statement(Place place) {
    budget--;
    if (budget <= 0 || place.depth() >= DEEPEST) {
      return simple(place);
    }
    if (chance(2)) {
      return source(place);
    }
    return fixed ? fixedCompound(place) : racingCompound(place);
  }

  private Node simple(Place place) {
    Op op =
        fixed
            ? oneOf(
                Op.TASK,
                Op.LOCAL,
                Op.FLAKY,
                Op.FAILING,
                Op.SLEEP,
                Op.INLINE,
                Op.STATUS,
                Op.TAG,
                Op.VERSION)
            : oneOf(
                Op.TASK,
                Op.TASK,
                Op.LOCAL,
                Op.FAILING,
                Op.SLEEP,
                Op.FLAG,
                Op.INLINE,
                Op.RANDOM,
                Op.NOW,
                Op.PEEK,
                Op.DROP,
                Op.STATUS,
                Op.TAG,
                Op.VERSION,
                Op.SEND,
                Op.CANCEL_SCOPE,
                Op.AWAIT_FLAG,
                Op.TAKE);
    return switch (op) {
      case TAKE -> take(place);
      case INLINE -> Node.of(op, fixed ? -1 - random.nextInt(9) : 1);
      case VERSION -> Node.of(op, random.nextInt(3));
      case SLEEP -> Node.of(op, random.nextInt(5));
      case RANDOM, NOW -> Node.of(op, 0);
      case PEEK, DROP, FLAG, AWAIT_FLAG, CANCEL_SCOPE -> Node.of(op, slot());
      default -> Node.of(op, random.nextInt(100));
    };
  }

  private Node take(Place place) {
    return Node.of(place.inBranch() ? Op.TAKE_LIMITED : Op.TAKE, slot());
  }

  private Node fixedCompound(Place place) {
    Op op = oneOf(Op.KEEP, Op.TAKE, Op.TAKE, Op.TRY, Op.SCOPE, Op.DETACHED, Op.AFTER);
    return switch (op) {
      case KEEP -> Node.of(op, slot(), Node.of(oneOf(Op.TASK, Op.FLAKY, Op.TIMER), digit()));
      case TAKE -> Node.of(op, slot());
      case SCOPE, DETACHED -> Node.of(op, SLOTS + slot(), sequence(place.deeper()));
      case AFTER -> new Node(op, 0, statements(place.branch()));
      default -> guarded(place);
    };
  }

  private Node racingCompound(Place place) {
    Op op =
        oneOf(
            Op.KEEP,
            Op.KEEP,
            Op.KEEP,
            Op.TAKE,
            Op.TAKE,
            Op.LIMITED,
            Op.AFTER,
            Op.CHOOSE,
            Op.SCOPE,
            Op.SCOPE,
            Op.DETACHED,
            Op.TRY,
            Op.UNCAUGHT,
            Op.CONTINUE);
    return switch (op) {
      case KEEP -> Node.of(op, slot(), source(place.deeper()));
      case TAKE -> take(place);
      case LIMITED -> Node.of(op, 1 + random.nextInt(10), limited(place));
      case AFTER -> new Node(op, 0, statements(place.branch()));
      case CHOOSE -> new Node(op, 0, statements(place.deeper()));
      case SCOPE -> new Node(op, slot(), List.of(source(place.deeper()), source(place.deeper())));
      case DETACHED -> new Node(op, 0, statements(place.deeper()));
      case UNCAUGHT -> place.depth() > 1 ? Node.of(op, 0, source(place.deeper())) : guarded(place);
      case CONTINUE ->
          place.depth() > 0 && chance(4)
              ? Node.of(op, 0, Node.of(Op.SEQUENCE, 0, simple(place)))
              : guarded(place);
      default -> guarded(place);
    };
  }

  private Node guarded(Place place) {
    List<Node> parts = new ArrayList<>(statements(place.deeper()));
    Op last = fixed ? oneOf(Op.FAILING, Op.TASK) : oneOf(Op.FAILING, Op.BROKEN, Op.TASK);
    parts.add(Node.of(Op.UNCAUGHT, 0, Node.of(last, digit())));
    return new Node(Op.TRY, 0, parts);
  }

  private int digit() {
    return random.nextInt(10);
  }

  private Node limited(Place place) {
    return chance(2) ? Node.of(Op.RECEIVE, random.nextInt(4)) : source(place.deeper());
  }

  private Node source(Place place) {
    budget--;
    if (budget <= 0 || place.depth() >= DEEPEST) {
      return Node.of(oneOf(Op.TASK, Op.LOCAL, Op.FLAKY, Op.TIMER), digit());
    }
    Op op =
        oneOf(
            Op.TASK,
            Op.TASK,
            Op.LOCAL,
            Op.LOCAL,
            Op.FLAKY,
            Op.FAILING,
            Op.BROKEN,
            Op.TIMER,
            Op.ASYNC,
            Op.ASYNC,
            Op.AND,
            Op.OR,
            Op.RECEIVE,
            Op.CALL_SELF,
            Op.SIGNAL_SELF,
            Op.CHILD);
    return switch (op) {
      case BROKEN -> Node.of(fixed ? Op.FAILING : op, digit());
      case ASYNC, CALL_SELF -> new Node(op, digit(), statements(place.branch()));
      case AND -> new Node(op, 0, fixed ? tasks() : sources(place));
      case OR -> fixed ? Node.of(Op.TASK, digit()) : race(place);
      case RECEIVE ->
          place.hearsClient() ? Node.of(op, fixed ? 0 : random.nextInt(4)) : race(place);
      case SIGNAL_SELF -> fixed ? Node.of(Op.FLAKY, digit()) : Node.of(op, random.nextInt(100));
      case CHILD ->
          place.inChild() ? Node.of(Op.TASK, digit()) : new Node(op, 0, statements(place.child()));
      default -> Node.of(op, digit());
    };
  }

  private List<Node> tasks() {
    List<Node> tasks = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      tasks.add(Node.of(oneOf(Op.TASK, Op.FLAKY, Op.TIMER), digit()));
    }
    return tasks;
  }

  private List<Node> sources(Place place) {
    List<Node> sources = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      sources.add(source(place.deeper()));
    }
    return sources;
  }

  /** A timer against a signal or something else. */
  private Node race(Place place) {
    if (fixed) {
      return Node.of(Op.TIMER, digit());
    }
    List<Node> parts = new ArrayList<>(sources(place));
    if (chance(2)) {
      parts.add(Node.of(Op.RECEIVE, random.nextInt(4)));
    }
    parts.add(random.nextInt(parts.size() + 1), Node.of(Op.TIMER, digit()));
    return new Node(Op.OR, 0, parts);
  }
}
