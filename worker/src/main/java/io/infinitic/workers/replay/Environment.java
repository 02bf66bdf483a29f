package io.infinitic.workers.replay;

import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.interceptors.WorkflowInterceptor;
import io.infinitic.values.Payloads;
import io.infinitic.workers.InvocationChain;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a process gives to the runs that it decides.
 *
 * @param threads gives the threads of branches; must not bound their number
 * @param limitMillis how long a branch may run before it pauses
 * @param locals runs local tasks
 * @param interceptors around each method, the first outermost
 * @param propagators of the context that branches have
 * @param seeds draws what the random values of a run follow from
 */
public record Environment(
    Payloads payloads,
    Executor threads,
    long limitMillis,
    LocalTasks locals,
    List<WorkflowInterceptor> interceptors,
    List<ContextPropagator> propagators,
    Supplier<byte[]> seeds) {

  public Environment {
    interceptors = List.copyOf(interceptors);
    propagators = List.copyOf(propagators);
  }

  /** What interceptors do. */
  List<InvocationChain.Step> steps() {
    return interceptors.stream().<InvocationChain.Step>map(one -> one::intercept).toList();
  }

  /** Without local tasks, interceptors and propagators. */
  public static Environment of(Payloads payloads, Executor threads, long limitMillis) {
    return new Environment(
        payloads, threads, limitMillis, LocalTasks.NONE, List.of(), List.of(), Rules::newSeed);
  }

  /** The same with local tasks. */
  public Environment withLocals(LocalTasks newLocals) {
    return new Environment(
        payloads, threads, limitMillis, newLocals, interceptors, propagators, seeds);
  }

  /** The same with interceptors and propagators. */
  public Environment with(
      List<WorkflowInterceptor> newInterceptors, List<ContextPropagator> newPropagators) {
    return new Environment(
        payloads, threads, limitMillis, locals, newInterceptors, newPropagators, seeds);
  }

  /** The same with seeds that are given, so that a decision can be made again as it was. */
  public Environment withSeeds(Supplier<byte[]> given) {
    return new Environment(
        payloads, threads, limitMillis, locals, interceptors, propagators, given);
  }
}
