package io.infinitic.examples.docs;

// tag::workflow-without-base
import static io.infinitic.workflows.Workflow.newService;

import java.util.List;

public class PlainCheckout implements Checkout {

  private final Shop shop = newService(Shop.class);

  // end::workflow-without-base

  @Override
  public String checkout(String customer, List<String> items) {
    return shop.charge(customer, items.size());
  }
}
