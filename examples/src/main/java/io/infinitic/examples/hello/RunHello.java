package io.infinitic.examples.hello;

import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;

/** Runs the example in one process. */
public final class RunHello {

  private RunHello() {}

  public static void main(String[] arguments) {
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(HelloService.class, HelloServiceImpl.class)
                    .addWorkflow(HelloWorkflow.class, HelloWorkflowImpl.class))) {
      HelloWorkflow hello = worker.getClient().newWorkflow(HelloWorkflow.class);
      String greeting = hello.greet("Ada"); // starts a workflow, and waits for its result
      System.out.println("The workflow has returned: " + greeting);
    }
  }
}
