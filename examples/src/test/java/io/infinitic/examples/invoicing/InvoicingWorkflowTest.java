package io.infinitic.examples.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvoicingWorkflowTest {

  private static final String CUSTOMER = "customer-7";

  private final List<Invoice> sent = new CopyOnWriteArrayList<>();
  private final InvoiceService invoices =
      new InvoiceService() {
        @Override
        public Invoice create(String customer, int number, int units) {
          return new Invoice(customer, number, units);
        }

        @Override
        public void send(Invoice invoice) {
          sent.add(invoice);
        }
      };
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(InvoiceService.class, invoices, ServiceSettings.defaults())
                  .addWorkflow(InvoicingWorkflow.class, InvoicingWorkflowImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final InvoicingWorkflow invoicing =
      client.getWorkflowById(InvoicingWorkflow.class, CUSTOMER);

  @AfterEach
  void stop() {
    worker.close();
  }

  private Deferred<Integer> start() {
    InvoicingWorkflow workflow =
        client.newWorkflow(
            InvoicingWorkflow.class, WorkflowOptions.defaults().withWorkflowId(CUSTOMER));
    return client.dispatch(workflow::invoice, CUSTOMER, 1);
  }

  private void endMonth(int number) throws Exception {
    InMemory.until(() -> client.describe(invoicing).timers().size() == 1);
    client.completeTimers(invoicing);
    InMemory.until(() -> sent.size() == number);
  }

  @Test
  void monthIsBilledWithWhatWasUsed() throws Exception {
    Deferred<Integer> last = start();
    invoicing.getUsageChannel().send(new Usage("storage", 20));
    assertThat(invoicing.addUnits(2)).isIn(2, 22);
    invoicing.getUsageChannel().send(new Usage("traffic", 100));
    InMemory.until(() -> invoicing.unitsThisMonth() == 122);
    invoicing.leave();
    endMonth(1);
    assertThat(sent).containsExactly(new Invoice(CUSTOMER, 1, 122));
    assertThat(last.await()).isEqualTo(1);
  }

  @Test
  void eachMonthIsARunOfItsOwn() throws Exception {
    Deferred<Integer> last = start();
    Set<String> runs = new HashSet<>();
    for (int month = 1; month <= 12; month++) {
      int units = month;
      int number = month;
      InMemory.until(() -> client.describe(invoicing).timers().size() == 1);
      runs.add(client.describe(invoicing).runId());
      invoicing.getUsageChannel().send(new Usage("storage", units));
      InMemory.until(() -> invoicing.unitsThisMonth() == units);
      assertThat(client.history(CUSTOMER)).as("history of a run").hasSizeLessThan(30);
      if (month == 12) {
        invoicing.leave();
      }
      endMonth(number);
    }
    assertThat(runs).hasSize(12);
    assertThat(sent)
        .extracting(Invoice::units)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(last.await()).as("result of the last run").isEqualTo(12);
  }

  @Test
  void nothingIsLostBetweenTwoMonths() throws Exception {
    Deferred<Integer> last = start();
    int total = 0;
    for (int month = 1; month <= 6; month++) {
      int number = month;
      InMemory.until(() -> client.describe(invoicing).timers().size() == 1);
      for (int i = 0; i < 5; i++) {
        client.dispatchVoidAsync(invoicing.getUsageChannel()::send, new Usage("calls", 1));
      }
      client.completeTimers(invoicing);
      for (int i = 0; i < 5; i++) {
        invoicing.getUsageChannel().send(new Usage("calls", 1));
      }
      total += 10;
      InMemory.until(() -> sent.size() == number);
    }
    int expected = total;
    InMemory.until(
        () ->
            sent.stream().mapToInt(Invoice::units).sum() + invoicing.unitsThisMonth() == expected);
    invoicing.leave();
    endMonth(7);
    assertThat(last.await()).isEqualTo(7);
    assertThat(sent.stream().mapToInt(Invoice::units).sum()).isEqualTo(expected);
  }
}
