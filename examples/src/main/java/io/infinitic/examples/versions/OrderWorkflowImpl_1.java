package io.infinitic.examples.versions;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Workflow;

/**
 * The class of new runs: the suffix says so. A worker has both classes for as long as runs of the
 * old one are open.
 */
public class OrderWorkflowImpl_1 extends Workflow implements OrderWorkflow {

  private final Channel<String> shipped = channel();
  private final PaymentService payments = newService(PaymentService.class);

  @Override
  public Channel<String> getShipped() {
    return shipped;
  }

  @Override
  public String process(String order) {
    String authorization = payments.authorize(order);
    shipped.receive().await();
    return payments.capture(authorization);
  }
}
