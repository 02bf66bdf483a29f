package io.infinitic.workers.replay;

import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.StubHandler;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.values.Policies;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stub made by newService does. */
record ServiceStub(RunExecution run, TaskOptions options) implements StubHandler {

  @Override
  public @Nullable Object invoke(StubCall call) {
    return run.dispatch(call).await();
  }

  TaskSettings settings() {
    Map<String, ByteBuffer> meta = new HashMap<>();
    options.meta().forEach((key, value) -> meta.put(key, ByteBuffer.wrap(value)));
    RetryPolicy retry = options.retry() == null ? null : Policies.write(options.retry());
    return new TaskSettings(
        retry,
        options.startToClose() == null ? 0 : options.startToClose().toMillis(),
        options.scheduleToClose() == null ? 0 : options.scheduleToClose().toMillis(),
        List.copyOf(options.tags()),
        meta);
  }
}
