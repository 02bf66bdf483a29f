package io.infinitic.server;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.cropimage.CropImage;
import io.infinitic.examples.cropimage.CropImages;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workflows.WorkflowOptions;
import java.net.URI;
import java.util.Collections;
import java.util.List;

/** The workflow of a demo, as its client sees it. */
final class DemoWorkflow {

  private static final int WIDTH = 320;
  private static final int WARM_UP_RUNS = 3;

  private final InfiniticClient client;
  private final DemoRun run;
  private final URI picture;

  DemoWorkflow(InfiniticClient client, DemoRun run, URI picture) {
    this.client = client;
    this.run = run;
    this.picture = picture;
  }

  /**
   * What it did in processes that were killed; empty if it had not begun. Then the process was
   * warming up, and what is left of that ends here.
   */
  List<HistoryEvent> historyBefore() {
    try {
      return client.history(run.workflowId());
    } catch (WorkflowUnknownException e) {
      for (int i = 1; i <= WARM_UP_RUNS; i++) {
        terminate(run.warmUp(i));
      }
      return List.of();
    }
  }

  private void terminate(DemoRun warmUp) {
    try {
      client.terminate(warmUp.workflowId(), "the process that warmed up was killed");
    } catch (WorkflowUnknownException e) {
      // it has ended, or had not begun
    }
  }

  /** The same work under other ids, one after the other. */
  void warmUp() {
    for (int i = 1; i <= WARM_UP_RUNS; i++) {
      System.out.printf("Warm-up run %d of %d, which does not count%n", i, WARM_UP_RUNS);
      crop(run.warmUp(i));
    }
    System.out.printf("Workflow %s begins: %d steps%n", run.workflowId(), run.steps());
  }

  /**
   * Starts it, or joins the run that is open, or takes the result of the one that has ended.
   *
   * @return URL of its first image
   */
  String result() {
    return crop(run);
  }

  private String crop(DemoRun one) {
    WorkflowOptions options =
        WorkflowOptions.defaults()
            .withWorkflowId(one.workflowId())
            .withConflict(WorkflowOptions.Conflict.USE_EXISTING)
            .withReuse(WorkflowOptions.Reuse.USE_EXISTING);
    if (one.images() == 1) {
      CropImage workflow = client.newWorkflow(CropImage.class, options);
      return client.dispatch(workflow::crop, picture.toString(), WIDTH).await();
    }
    CropImages workflow = client.newWorkflow(CropImages.class, options);
    List<String> urls = Collections.nCopies(one.images(), picture.toString());
    Deferred<List<String>> all = client.dispatch(workflow::cropAll, urls, WIDTH);
    return all.await().get(0);
  }
}
