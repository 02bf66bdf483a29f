package io.infinitic.examples.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowState;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PurchaseTest {

  private final CountDownLatch slow = new CountDownLatch(1);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final SupplierService suppliers =
      new SupplierService() {
        @Override
        public Offer ask(String supplier, String item) {
          if (supplier.startsWith("slow")) {
            waitFor(slow);
          }
          return new Offer(supplier, 100);
        }

        @Override
        public String reserve(Offer offer) {
          log.add("reserved at " + offer.supplier());
          return "r-1";
        }

        @Override
        public String deliver(String reservation) {
          log.add("delivery begins");
          if (!log.contains("reserved at fast")) {
            waitFor(slow);
          }
          return "d-1";
        }

        @Override
        public void release(String reservation) {
          log.add("released " + reservation);
        }
      };
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(SupplierService.class, suppliers, ServiceSettings.defaults())
                  .addWorkflow(Purchase.class, PurchaseImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    slow.countDown();
    worker.close();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void losersOfTheRaceAreCancelled() {
    Purchase purchase = client.newWorkflow(Purchase.class);
    Deferred<String> delivery =
        client.dispatch(purchase::buy, "lamp", List.of("slow one", "fast", "slow two"));
    assertThat(delivery.await()).isEqualTo("d-1");
    assertThat(client.history(delivery.getId()))
        .filteredOn(event -> event.type() == EventType.TASK_ENDED)
        .extracting(HistoryEvent::summary)
        .filteredOn(summary -> summary.startsWith("CANCELED"))
        .hasSize(2);
  }

  @Test
  void cancelledPurchaseReleasesTheReservation() throws Exception {
    Purchase purchase = client.newWorkflow(Purchase.class);
    Deferred<String> delivery = client.dispatch(purchase::buy, "lamp", List.of("other"));
    InMemory.until(() -> log.contains("delivery begins"));
    Purchase running = client.getWorkflowById(Purchase.class, delivery.getId());
    client.cancel(running);
    assertThatThrownBy(delivery::await).isInstanceOf(WorkflowCanceledException.class);
    assertThat(log).containsExactly("reserved at other", "delivery begins", "released r-1");
    assertThat(client.describe(running).state()).isEqualTo(WorkflowState.CANCELED);
  }
}
