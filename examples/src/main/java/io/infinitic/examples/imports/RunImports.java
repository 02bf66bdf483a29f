package io.infinitic.examples.imports;

import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs the example in one process: a file of 25 lines, and a connection that breaks once. */
public final class RunImports {

  private static final int LINES = 25;
  private static final int WITHOUT_NAME = 7;
  private static final int BREAKS_AT = 12;

  private RunImports() {}

  /** Breaks once. */
  private static final class Flaky implements FilesImpl.Source {
    private final AtomicBoolean broken = new AtomicBoolean();

    @Override
    public @Nullable String line(String name, int number) throws IOException {
      if (number == BREAKS_AT && broken.compareAndSet(false, true)) {
        System.out.printf("  at line %d, the connection breaks%n", number);
        throw new IOException("connection lost");
      }
      if (number == 0 || number == BREAKS_AT) {
        System.out.printf("  %s is read from line %d on%n", name, number);
      }
      return number == LINES ? null : number == WITHOUT_NAME ? " " : "customer " + number;
    }
  }

  /** In memory. */
  private static final class Kept implements FilesImpl.Store {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void put(String name, int number, String line) {
      lines.add(line);
    }

    @Override
    public List<String> lines(String name) {
      return List.copyOf(lines);
    }
  }

  public static void main(String[] arguments) {
    CustomersImpl customers = new CustomersImpl();
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(
                        Files.class,
                        new FilesImpl(new Flaky(), new Kept()),
                        ServiceSettings.defaults())
                    .addService(
                        Customers.class, customers, ServiceSettings.defaults().withConcurrency(30))
                    .addWorkflow(Import.class, ImportImpl.class))) {
      Import workflow = worker.getClient().newWorkflow(Import.class);
      String result = workflow.load(" NEW.txt");
      System.out.println("Customers in each call of the database: " + customers.calls);
      System.out.println("The workflow has returned: " + result);
    }
  }
}
