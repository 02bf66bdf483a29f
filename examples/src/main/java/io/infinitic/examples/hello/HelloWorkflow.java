package io.infinitic.examples.hello;

/** Greets. */
public interface HelloWorkflow {

  String greet(String name);
}
