package io.infinitic.examples.hello;

import io.infinitic.workflows.Workflow;

/** Each call of the stub is a task: it is dispatched, awaited and recorded. */
public class HelloWorkflowImpl extends Workflow implements HelloWorkflow {

  private final HelloService helloService = newService(HelloService.class);

  @Override
  public String greet(String name) {
    String text = helloService.sayHello(name);
    String greeting = helloService.addEnthusiasm(text);
    inlineVoid(() -> System.out.println(greeting)); // once, not again in a replay
    return greeting;
  }
}
