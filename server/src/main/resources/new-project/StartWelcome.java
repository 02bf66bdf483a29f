package {package};

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;

/** Starts a workflow, and waits for its result. */
public final class StartWelcome {

  private StartWelcome() {}

  public static void main(String[] arguments) {
    try (InfiniticClient client = InfiniticClient.fromYamlFile("infinitic.yml")) {
      Welcome workflow = client.newWorkflow(Welcome.class);
      Deferred<String> started = client.dispatch(workflow::welcome, "Ada");
      System.out.println("started " + started.getId());
      System.out.println(started.await());
    }
  }
}
