package io.infinitic.examples.invoicing;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs the example in one process: a customer stays for two months. */
public final class RunInvoicing {

  private static final String CUSTOMER = "customer-7";

  private RunInvoicing() {}

  /** Prints invoices. */
  private static final class PrintedInvoices implements InvoiceService {
    final List<Invoice> sent = new CopyOnWriteArrayList<>();

    @Override
    public Invoice create(String customer, int number, int units) {
      return new Invoice(customer, number, units);
    }

    @Override
    public void send(Invoice invoice) {
      System.out.println("  sent: " + invoice);
      sent.add(invoice);
    }
  }

  public static void main(String[] arguments) throws Exception {
    PrintedInvoices invoices = new PrintedInvoices();
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(InvoiceService.class, invoices, ServiceSettings.defaults())
                    .addWorkflow(InvoicingWorkflow.class, InvoicingWorkflowImpl.class))) {
      InfiniticClient client = worker.getClient();
      InvoicingWorkflow workflow =
          client.newWorkflow(
              InvoicingWorkflow.class, WorkflowOptions.defaults().withWorkflowId(CUSTOMER));
      Deferred<Integer> last = client.dispatch(workflow::invoice, CUSTOMER, 1);
      InvoicingWorkflow running = client.getWorkflowById(InvoicingWorkflow.class, CUSTOMER);

      System.out.println("The first month:");
      running.getUsageChannel().send(new Usage("storage", 20)); // a signal: nobody waits
      InMemory.until(() -> running.unitsThisMonth() == 20);
      System.out.println("  units after a call: " + running.addUnits(2));
      String firstRun = client.describe(running).runId();
      endMonth(client, running, invoices, 1);

      System.out.println("The second month, in another run of the same workflow:");
      InMemory.until(() -> !client.describe(running).runId().equals(firstRun));
      System.out.println("  units after a call: " + running.addUnits(5));
      running.leave();
      endMonth(client, running, invoices, 2);
      System.out.printf("The customer has left after %d invoices%n", last.await());
    }
  }

  private static void endMonth(
      InfiniticClient client, InvoicingWorkflow running, PrintedInvoices invoices, int number)
      throws Exception {
    InMemory.until(() -> client.describe(running).timers().size() == 1);
    client.completeTimers(running); // stands for the end of the month
    InMemory.until(() -> invoices.sent.size() == number);
  }
}
