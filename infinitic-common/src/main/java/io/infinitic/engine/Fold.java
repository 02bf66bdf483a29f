package io.infinitic.engine;

import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.Reply;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One message being folded into a partition's state.
 *
 * @param rows the state
 * @param now the log's time, milliseconds since the epoch; never runs backwards
 * @param out takes what the fold asks for, in order
 */
public record Fold(Rows rows, long now, Consumer<Outbound> out) {

  /** Answers a process that listens. */
  public void answer(String replyTo, SpecificRecord body) {
    if (!replyTo.isEmpty()) {
      out.accept(new Outbound.Answer(replyTo, new Reply(body)));
    }
  }

  /** Answers a process that listens or, if there is a caller, a command of another run. */
  public void answer(String replyTo, @Nullable Caller caller, SpecificRecord body) {
    if (caller == null) {
      answer(replyTo, body);
    } else {
      send(
          caller.workflowId(),
          new CommandAnswered(caller.workflowId(), caller.runId(), caller.number(), body));
    }
  }

  /** Sends a message to the engine that has the workflow id. */
  public void send(String workflowId, SpecificRecord body) {
    out.accept(new Outbound.ToEngine(workflowId, new EngineMessage(body)));
  }
}
