package {package};

import io.infinitic.tasks.Task;

/** May do anything, and may run more than once; one instance serves all tasks. */
public class MailServiceImpl implements MailService {

  @Override
  public String render(String customer) {
    return "Welcome, " + customer + "!";
  }

  @Override
  public void send(String customer, String text) {
    String key = Task.idempotencyKey(); // the same in every attempt of this task
    System.out.printf("to %s: %s (%s)%n", customer, text, key);
  }
}
