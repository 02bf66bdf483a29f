package io.infinitic.peers.camunda;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;

/** Tells who waits for a process that it has ended, once that is committed. */
final class Ended implements ExecutionListener {

  static final String BEAN = "ended";

  private final Map<String, CompletableFuture<Object>> waiting = new ConcurrentHashMap<>();

  /** Will have the text of the process with this business key. */
  CompletableFuture<Object> future(String businessKey) {
    return waiting.computeIfAbsent(businessKey, key -> new CompletableFuture<>());
  }

  @Override
  public void notify(DelegateExecution execution) {
    String businessKey = execution.getProcessBusinessKey();
    Object text = execution.getVariable(Processes.TEXT);
    Context.getCommandContext()
        .getTransactionContext()
        .addTransactionListener(
            TransactionState.COMMITTED,
            context -> {
              CompletableFuture<Object> future = waiting.remove(businessKey);
              if (future != null) {
                future.complete(text);
              }
            });
  }
}
