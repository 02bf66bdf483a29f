package io.infinitic.examples.versions;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Workflow;

/** The class that open runs began with: version 0. */
public class OrderWorkflowImpl extends Workflow implements OrderWorkflow {

  private final Channel<String> shipped = channel();
  private final PaymentService payments = newService(PaymentService.class);

  @Override
  public Channel<String> getShipped() {
    return shipped;
  }

  @Override
  public String process(String order) {
    shipped.receive().await();
    return payments.charge(order);
  }
}
