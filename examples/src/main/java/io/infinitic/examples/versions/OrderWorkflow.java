package io.infinitic.examples.versions;

import io.infinitic.workflows.SendChannel;

/** Is paid when it was shipped. */
public interface OrderWorkflow {

  SendChannel<String> getShipped();

  String process(String order);
}
