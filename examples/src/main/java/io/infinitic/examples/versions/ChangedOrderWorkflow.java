package io.infinitic.examples.versions;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Workflow;

/**
 * {@link OrderWorkflowImpl} changed in place: runs that are open keep to what they have done, and
 * take part in the change where they have not come yet.
 */
public class ChangedOrderWorkflow extends Workflow implements OrderWorkflow {

  private final Channel<String> shipped = channel();
  private final PaymentService payments = newService(PaymentService.class);

  @Override
  public Channel<String> getShipped() {
    return shipped;
  }

  @Override
  public String process(String order) {
    if (version("authorize-first", 0, 1) == 0) {
      shipped.receive().await();
      return payments.charge(order);
    }
    String authorization = payments.authorize(order);
    shipped.receive().await();
    return payments.capture(authorization);
  }
}
