package io.infinitic.examples.docs;

import io.infinitic.workflows.Workflow;
import java.util.List;

// tag::workflow-class
public class CheckoutImpl extends Workflow implements Checkout {

  private final Shop shop = newService(Shop.class); // a stub

  @Override
  public String checkout(String customer, List<String> items) {
    int total = 0;
    for (String item : items) {
      total += shop.price(item); // a task: dispatched, awaited, recorded
    }
    return shop.charge(customer, total);
  }
}
// end::workflow-class
