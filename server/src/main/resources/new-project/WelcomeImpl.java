package {package};

import io.infinitic.workflows.Workflow;
import java.time.Duration;

/** Decides only: what it does are tasks. */
public class WelcomeImpl extends Workflow implements Welcome {

  private final MailService mails = newService(MailService.class);

  @Override
  public String welcome(String customer) {
    String text = mails.render(customer);
    mails.send(customer, text);
    sleep(Duration.ofSeconds(3)); // could be months: nothing of it is lost by a crash
    mails.send(customer, "How do you like it?");
    return text;
  }
}
