package io.infinitic.workers;

import io.infinitic.workers.Node.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program and what happens to it from outside.
 *
 * @param seed what it was drawn from
 * @param program what it does
 * @param events what the client does meanwhile
 */
record ProgramCase(long seed, Node program, List<Event> events) {

  /** Something that the client does, some time. */
  enum Event {
    QUERY,
    CANCEL,
    RETRY_TASKS,
    COMPLETE_TIMERS,
    SUSPEND_AND_RESUME
  }

  static ProgramCase racing(long seed) {
    Random random = new Random(~seed);
    List<Event> events = new ArrayList<>();
    for (Event event : Event.values()) {
      int oneIn = event == Event.QUERY || event == Event.RETRY_TASKS ? 2 : 8;
      while (random.nextInt(oneIn) == 0) {
        events.add(event);
      }
    }
    return new ProgramCase(seed, ProgramGenerator.racing(seed), events);
  }

  static ProgramCase fixed(long seed) {
    return new ProgramCase(seed, ProgramGenerator.fixed(seed), List.of());
  }

  ProgramCase withProgram(Node other) {
    return new ProgramCase(seed, other, events);
  }

  ProgramCase withoutEvent(int index) {
    List<Event> fewer = new ArrayList<>(events);
    fewer.remove(index);
    return new ProgramCase(seed, program, fewer);
  }

  /** Cases that are one step smaller. */
  List<ProgramCase> smaller() {
    List<ProgramCase> smaller = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      smaller.add(withoutEvent(i));
    }
    program.smaller().forEach(other -> smaller.add(withProgram(other)));
    return smaller;
  }

  String workflowId() {
    return "program-" + seed;
  }

  /** Enough for all receptions, of both kinds that filters ask for. */
  int signals() {
    return program.count(Op.RECEIVE) == 0
        ? 0
        : 2 * (2 + program.count(Op.RECEIVE, Op.TAKE, Op.TAKE_LIMITED, Op.PEEK));
  }

  @Override
  public String toString() {
    return program + (events.isEmpty() ? "" : " meanwhile " + events);
  }
}
