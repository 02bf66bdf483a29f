package io.infinitic.examples.cancellation;

import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;

/** A race, then a step that must be undone when the purchase is cancelled. */
public class PurchaseImpl extends Workflow implements Purchase {

  private final SupplierService suppliers = newService(SupplierService.class);

  @Override
  public String buy(String item, List<String> names) {
    Offer offer = firstOffer(item, names);
    String reservation = suppliers.reserve(offer);
    try {
      return suppliers.deliver(reservation);
    } catch (WorkflowCanceledException e) {
      // In a cancelled run no task starts any more, except in here.
      Cancellation.detached(() -> suppliers.release(reservation));
      throw e;
    }
  }

  private Offer firstOffer(String item, List<String> names) {
    List<Deferred<Offer>> offers = new ArrayList<>();
    Cancellation race =
        Cancellation.scope(
            () -> {
              for (String name : names) {
                offers.add(dispatch(suppliers::ask, name, item));
              }
            });
    Offer first = Deferred.or(offers).await();
    race.cancel(); // the others need not answer any more
    return first;
  }
}
