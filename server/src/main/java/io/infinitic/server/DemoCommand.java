package io.infinitic.server;

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
import io.infinitic.interceptors.TaskInterceptor;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
    long pid = ProcessHandle.current().pid();
    System.out.printf(
        "Process id: %d. After kill -9 %d, this goes on: bin/infinitic demo --data %s --resume%n",
        pid, pid, directory);
    try (ImageServer server = ImageServer.start(run.imagePort(), directory.resolve("uploads"));
        LocalCluster cluster = LocalCluster.start(directory, ports());
        InfiniticClient client =
            InfiniticClient.builder().setName("demo").setTransport(cluster.transport()).build()) {
      run.withImagePort(server.port()).save(directory);
      DemoWorkflow workflow = new DemoWorkflow(client, run, server.picture());
      // Asked for before a worker takes anything: all of it is the work of processes before.
      List<HistoryEvent> before = resume ? workflow.historyBefore() : List.of();
      Set<Integer> began = resume ? Executions.before(directory) : Set.of();
      Steps steps = new Steps(run.steps(), Timeline.completed(before), began);
      try (Executions executions =
              resume ? Executions.append(directory) : Executions.begin(directory);
          InfiniticWorker worker =
              worker(
                  cluster,
                  new ImageServiceImpl(work, server.uploads()),
                  new StepWatch(run.workflowId(), steps, executions))) {
        if (resume) {
          System.out.println(goesOn(run, before, steps));
        }
        worker.startAsync();
        if (!resume) {
          workflow.warmUp();
        }
        Path output = server.file(workflow.result());
        Timeline timeline = new Timeline(client.history(run.workflowId()));
        timeline.lines().forEach(System.out::println);
        if (resume && !Timeline.hasEnded(before)) {
          steps.afterKill().forEach(System.out::println);
        }
        System.out.printf(
            "DEMO COMPLETED workflowId=%s steps=%d millis=%d output=%s%n",
            run.workflowId(), timeline.steps(), timeline.duration().toMillis(), output);
      }
    }
    return 0;
  }

  private static String goesOn(DemoRun run, List<HistoryEvent> before, Steps steps) {
    String workflow = "Workflow " + run.workflowId();
    if (before.isEmpty()) {
      return workflow + " had not begun when the process was killed: it begins now";
    } else if (Timeline.hasEnded(before)) {
      return workflow + " had ended: this is what it did";
    }
    return workflow + " goes on: " + steps.progress() + " before the kill";
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

  private static InfiniticWorker worker(
      LocalCluster cluster, ImageService service, TaskInterceptor watch) {
    return InfiniticWorker.builder()
        .setName("demo")
        .setTransport(cluster.transport())
        .addTaskInterceptor(watch)
        .addService(ImageService.class, service, ServiceSettings.defaults().withConcurrency(20))
        .addWorkflow(CropImage.class, CropImageImpl.class)
        .addWorkflow(CropImages.class, CropImagesImpl.class)
        .build();
  }
}
