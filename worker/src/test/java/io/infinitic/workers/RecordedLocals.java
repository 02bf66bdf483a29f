package io.infinitic.workers;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.workers.replay.LocalTasks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Gives local tasks the outcomes that a history has, and ends decisions where they ended. */
final class RecordedLocals implements LocalTasks {

  private final Map<Integer, LocalAttempts> made = new HashMap<>();
  private int last;
  private boolean unfinished;

  /** The commands of the decision that is made again. */
  void repeat(List<Command> decision, boolean stopped) {
    made.clear();
    last = decision.isEmpty() ? 0 : decision.get(decision.size() - 1).number();
    unfinished = stopped;
    for (Command command : decision) {
      if (command.body() instanceof ScheduleTask task && task.local() != null) {
        made.put(command.number(), task.local());
      }
    }
  }

  @Override
  public boolean hosts(Call call) {
    return made.containsKey(call.number()) || endsDecision(call);
  }

  @Override
  public boolean endsDecision(Call call) {
    return unfinished && call.number() > last;
  }

  @Override
  public LocalAttempts run(Call call) {
    return Objects.requireNonNull(made.get(call.number()));
  }
}
