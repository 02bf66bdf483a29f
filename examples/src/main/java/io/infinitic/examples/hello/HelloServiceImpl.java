package io.infinitic.examples.hello;

/** Plain code: it knows nothing of workflows. */
public class HelloServiceImpl implements HelloService {

  @Override
  public String sayHello(String name) {
    return "Hello " + name;
  }

  @Override
  public String addEnthusiasm(String text) {
    return text + "!";
  }
}
