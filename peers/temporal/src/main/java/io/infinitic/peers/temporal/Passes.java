package io.infinitic.peers.temporal;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow. */
@WorkflowInterface
public interface Passes {

  /** Returns the text, passed on by so many activities, local ones or others. */
  @WorkflowMethod
  String run(int activities, boolean local, String text);
}
