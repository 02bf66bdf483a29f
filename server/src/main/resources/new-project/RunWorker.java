package {package};

import io.infinitic.workers.InfiniticWorker;

/** Runs tasks and workflows until it is told to end. */
public final class RunWorker {

  private RunWorker() {}

  public static void main(String[] arguments) {
    try (InfiniticWorker worker = InfiniticWorker.fromYamlFile("infinitic.yml")) {
      worker.start();
    }
  }
}
