package io.infinitic.workers.replay;

import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.TaskEnded;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Which promise the outcome of a command settles. */
final class Pending {

  /** Settles it. */
  interface Settlement {
    void settle(SpecificRecord outcome);
  }

  private record Expected(Scope scope, Settlement settlement) {}

  private final Map<Integer, Expected> expected = new HashMap<>();

  void expect(int command, Scope scope, Settlement settlement) {
    expected.put(command, new Expected(scope, settlement));
  }

  void settle(int command, SpecificRecord outcome) {
    // A task that has failed may be retried by a person, and end again.
    boolean mayComeAgain =
        outcome instanceof TaskEnded ended && ended.status() != OutcomeStatus.COMPLETED;
    Expected one = mayComeAgain ? expected.get(command) : expected.remove(command);
    if (one != null) {
      one.scope().ended(command);
      one.settlement().settle(outcome);
    }
  }
}
