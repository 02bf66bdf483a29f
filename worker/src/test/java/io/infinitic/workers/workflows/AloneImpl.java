package io.infinitic.workers.workflows;

/** A workflow that can be deployed without any other class. */
public class AloneImpl implements Runnable {
  @Override
  public void run() {}
}
