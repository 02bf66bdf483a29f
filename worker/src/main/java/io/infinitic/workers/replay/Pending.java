package io.infinitic.workers.replay;

import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Which promise the outcome of a command settles. */
final class Pending {

  /** Settles it. */
  interface Settlement {
    void settle(SpecificRecord outcome);
  }

  private record Expected(Scope scope, Settlement settlement, boolean isTimer) {}

  private final Map<Integer, Expected> expected = new HashMap<>();

  void expect(int command, Scope scope, Settlement settlement) {
    expected.put(command, new Expected(scope, settlement, false));
  }

  void expectTimer(int command, Scope scope, Settlement settlement) {
    expected.put(command, new Expected(scope, settlement, true));
  }

  /** If the command is a timer, it has ended: nobody but this run has a say in that. */
  void canceledTimer(int command) {
    Expected one = expected.get(command);
    if (one != null && one.isTimer()) {
      settle(command, new TimerEnded(command, true, false));
    }
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
