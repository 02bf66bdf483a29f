package io.infinitic.tasks.engine;

import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Lives that do not begin with a task's first attempt, or go on after its outcome. */
final class OtherLives {

  private static final TaskSettings TWICE =
      new TaskSettings(
          new RetryPolicy(100, 2, 1_000, 0, 2, 0, List.of()), 0, 300, List.of(), Map.of(), 0, 0, 0);

  static final List<Consumer<Life>> ALL =
      List.of(
          life -> {
            life.schedule(TaskKind.WORKFLOW_TASK, TWICE.withScheduleToCloseMillis(0));
            life.passes(10_000);
            for (int attempt = 2; attempt <= 4; attempt++) {
              life.cannotDecide(attempt);
              life.passes(10_000);
            }
            life.decides();
          },
          life -> life.carriesOn(TWICE, 1, 50, null),
          life -> {
            life.schedule(TaskKind.TASK, TWICE);
            life.starts(1, "w", 0, 0);
            life.claims(1, "of v");
            life.starts(1, "v", 0, 0);
            life.passes(300);
            life.retries();
            life.fails(2, false);
            life.retries();
          },
          life -> {
            life.schedule(TaskKind.TASK, TWICE);
            life.beatsFromOutside();
            life.starts(1, "w", 0, 0);
            life.beats(1, null);
            life.beatsFromOutside();
            life.delegates(1);
          });

  private OtherLives() {}
}
