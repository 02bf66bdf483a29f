package io.infinitic.server;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.cropimage.CropImage;
import io.infinitic.examples.cropimage.CropImageImpl;
import io.infinitic.examples.cropimage.CropImages;
import io.infinitic.examples.cropimage.CropImagesImpl;
import io.infinitic.examples.cropimage.ImageServer;
import io.infinitic.examples.cropimage.ImageService;
import io.infinitic.examples.cropimage.ImageServiceImpl;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A real workflow from nothing. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Crops an image by a workflow of three tasks, on an embedded Pulsar with engine, worker and client.",
      "Kill it with --data, run it again with --resume: the workflow goes on where it was."
    })
final class DemoCommand implements Callable<Integer> {

  private static final int WIDTH = 320;
  private static final int WARM_UP_RUNS = 3;

  @Option(names = "--port-free", description = "Use free ports only.")
  private boolean freePorts;

  @Option(names = "--images", description = "Crop so many images in parallel (default: one).")
  private int images = 1;

  @Option(names = "--data", description = "Keep data here (default: a temporary directory).")
  private @Nullable Path data;

  @Option(names = "--resume", description = "Go on with the workflow that --data holds.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    if (images < 1 || images > 1_000) {
      throw new InfiniticException("--images " + images + " is not between 1 and 1000");
    }
    Path directory =
        (data == null ? Files.createTempDirectory("infinitic-demo") : data).toAbsolutePath();
    DemoRun run = resume ? DemoRun.load(directory) : DemoRun.create(directory, images);
    Path work = Files.createDirectories(directory.resolve("images"));
    System.out.println("Starting Pulsar, the engine and a worker; data in " + directory);
    try (ImageServer server = ImageServer.start(run.imagePort(), directory.resolve("uploads"));
        LocalCluster cluster = LocalCluster.start(directory, ports())) {
      run.withImagePort(server.port()).save(directory);
      try (InfiniticWorker worker = worker(cluster, work, server.uploads());
          InfiniticClient client =
              InfiniticClient.builder().setName("demo").setTransport(cluster.transport()).build()) {
        worker.startAsync();
        if (!resume) {
          System.out.println("Warming up with runs that do not count");
          for (int i = 1; i <= WARM_UP_RUNS; i++) {
            crop(client, run.warmUp(i), server.picture());
          }
        }
        String output = crop(client, run, server.picture());
        report(client, run.workflowId(), server.file(output));
      }
    }
    return 0;
  }

  private Ports ports() {
    if (freePorts) {
      return Ports.free();
    }
    if (!Ports.DEFAULT.areFree()) {
      System.out.printf(
          "Port %d or %d is taken: using free ports.%n",
          Ports.DEFAULT.broker(), Ports.DEFAULT.web());
      return Ports.free();
    }
    return Ports.DEFAULT;
  }

  private static InfiniticWorker worker(LocalCluster cluster, Path work, URI uploads) {
    return InfiniticWorker.builder()
        .setName("demo")
        .setTransport(cluster.transport())
        .addService(
            ImageService.class,
            new ImageServiceImpl(work, uploads),
            ServiceSettings.defaults().withConcurrency(20))
        .addWorkflow(CropImage.class, CropImageImpl.class)
        .addWorkflow(CropImages.class, CropImagesImpl.class)
        .build();
  }

  /**
   * Starts the workflow, or joins the one that runs, or takes the result of the one that has ended.
   */
  private static String crop(InfiniticClient client, DemoRun run, URI picture) {
    WorkflowOptions options =
        WorkflowOptions.defaults()
            .withWorkflowId(run.workflowId())
            .withConflict(WorkflowOptions.Conflict.USE_EXISTING)
            .withReuse(WorkflowOptions.Reuse.USE_EXISTING);
    if (run.images() == 1) {
      CropImage workflow = client.newWorkflow(CropImage.class, options);
      return client.dispatch(workflow::crop, picture.toString(), WIDTH).await();
    }
    CropImages workflow = client.newWorkflow(CropImages.class, options);
    List<String> urls = Collections.nCopies(run.images(), picture.toString());
    Deferred<List<String>> all = client.dispatch(workflow::cropAll, urls, WIDTH);
    return all.await().get(0);
  }

  private static void report(InfiniticClient client, String workflowId, Path output) {
    List<HistoryEvent> history = client.history(workflowId);
    Timeline timeline = new Timeline(history);
    timeline.lines().forEach(System.out::println);
    System.out.printf(
        "DEMO COMPLETED workflowId=%s steps=%d millis=%d output=%s%n",
        workflowId, timeline.steps(), timeline.duration().toMillis(), output);
  }
}
