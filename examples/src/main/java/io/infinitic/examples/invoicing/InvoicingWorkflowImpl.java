package io.infinitic.examples.invoicing;

import static io.infinitic.workflows.Deferreds.or;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** One run a month: the history of a run stays short, however long the customer stays. */
public class InvoicingWorkflowImpl extends Workflow implements InvoicingWorkflow {

  private final Channel<Usage> usageChannel = channel();
  private final InvoiceService invoiceService = newService(InvoiceService.class);
  private int units;
  private boolean leaving;

  @Override
  public Channel<Usage> getUsageChannel() {
    return usageChannel;
  }

  @Override
  public int invoice(String customer, int number) {
    collectUntil(timer(startOfNextMonth(now())));
    Invoice invoice = invoiceService.create(customer, number, units);
    invoiceService.send(invoice);
    if (!leaving) {
      // Does not return. Usage that was sent meanwhile is for the next run.
      newContinueAsNew(InvoicingWorkflow.class).invoice(customer, number + 1);
    }
    return number;
  }

  private void collectUntil(Deferred<Instant> endOfMonth) {
    Deferred<Usage> usage = usageChannel.receive();
    while (true) {
      or(usage, endOfMonth).await();
      if (!usage.isCompleted()) {
        return;
      }
      units += usage.await().units();
    }
  }

  @Override
  public int addUnits(int more) {
    units += more;
    return units;
  }

  @Override
  public int unitsThisMonth() {
    return units;
  }

  @Override
  public void leave() {
    leaving = true;
  }

  private static Instant startOfNextMonth(Instant now) {
    return OffsetDateTime.ofInstant(now, ZoneOffset.UTC)
        .with(TemporalAdjusters.firstDayOfNextMonth())
        .truncatedTo(ChronoUnit.DAYS)
        .toInstant();
  }
}
