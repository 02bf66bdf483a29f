package io.infinitic.examples.cancellation;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs the example in one process: a purchase that is cancelled while it waits for the money. */
public final class RunCancellation {

  private RunCancellation() {}

  /** Of its suppliers one answers at once, and the others never do. The money never comes. */
  private static final class PrintedSuppliers implements SupplierService {
    final CountDownLatch waitsForMoney = new CountDownLatch(1);

    @Override
    public Offer ask(String supplier, String item) {
      System.out.printf("  %s is asked for a %s%n", supplier, item);
      if (!supplier.equals("Quick")) {
        waitForever();
      }
      return new Offer(supplier, 100);
    }

    @Override
    public String reserve(Offer offer) {
      System.out.println("  reserved: " + offer);
      return "reservation-1";
    }

    @Override
    public String deliver(String reservation) {
      System.out.printf("  %s waits for the money%n", reservation);
      waitsForMoney.countDown();
      waitForever();
      return "delivery-1";
    }

    @Override
    public void release(String reservation) {
      System.out.printf("  %s is released%n", reservation);
    }

    /** Until the task is cancelled: its thread is interrupted then. */
    private static void waitForever() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    PrintedSuppliers suppliers = new PrintedSuppliers();
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(SupplierService.class, suppliers, ServiceSettings.defaults())
                    .addWorkflow(Purchase.class, PurchaseImpl.class))) {
      InfiniticClient client = worker.getClient();
      Purchase purchase = client.newWorkflow(Purchase.class);
      Deferred<String> delivery =
          client.dispatch(purchase::buy, "lamp", List.of("Slow", "Quick", "Silent"));

      suppliers.waitsForMoney.await();
      System.out.println("The purchase is cancelled");
      Purchase running = client.getWorkflowById(Purchase.class, delivery.getId());
      client.cancel(running);
      try {
        delivery.await();
      } catch (WorkflowCanceledException e) {
        System.out.println("The purchase is " + client.describe(running).state());
      }
    }
  }
}
