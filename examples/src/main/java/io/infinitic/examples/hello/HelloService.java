package io.infinitic.examples.hello;

/** Its methods are tasks. */
public interface HelloService {

  String sayHello(String name);

  String addEnthusiasm(String text);
}
