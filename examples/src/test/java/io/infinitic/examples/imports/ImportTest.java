package io.infinitic.examples.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ImportTest {

  /** The connection breaks once, in the middle. */
  private static final class Flaky implements FilesImpl.Source {
    final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private boolean broken;

    Flaky() {
      for (int i = 0; i < 25; i++) {
        lines.add(i == 7 ? " " : "customer " + i);
      }
    }

    @Override
    public synchronized String line(String name, int number) throws IOException {
      assertThat(name).isEqualTo("new.txt");
      if (number == 12 && !broken) {
        broken = true;
        throw new IOException("connection lost");
      }
      asked.add(number);
      return number < lines.size() ? lines.get(number) : null;
    }
  }

  /** Knows each line that was stored, in order. */
  private static final class Kept implements FilesImpl.Store {
    final List<Integer> numbers = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void put(String name, int number, String line) {
      numbers.add(number);
      lines.add(line);
    }

    @Override
    public List<String> lines(String name) {
      return List.copyOf(lines);
    }
  }

  @Test
  void goesOnWhereItWasAndAddsInBatches() {
    Flaky source = new Flaky();
    Kept store = new Kept();
    CustomersImpl customers = new CustomersImpl();
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(
                        Files.class, new FilesImpl(source, store), ServiceSettings.defaults())
                    .addService(
                        Customers.class, customers, ServiceSettings.defaults().withConcurrency(30))
                    .addWorkflow(Import.class, ImportImpl.class))) {
      String result = worker.getClient().newWorkflow(Import.class).load(" NEW.txt");
      assertThat(result).isEqualTo("24 added, 1 not");
      assertThat(source.asked).as("no line was read twice").doesNotHaveDuplicates();
      assertThat(store.numbers).as("no line was stored twice").doesNotHaveDuplicates().hasSize(25);
      assertThat(customers.calls).as("by few calls").hasSizeLessThan(25);
      assertThat(customers.calls).allMatch(size -> size <= 10);
    }
  }
}
