package io.infinitic.examples.cropimage;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the example in one process, with a web server for the picture. */
public final class RunCropImage {

  private static final int WIDTH = 160;

  private RunCropImage() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("infinitic-crop");
    try (ImageServer server = ImageServer.start(0, folder.resolve("uploads"));
        InfiniticWorker worker =
            InMemory.start(
                with ->
                    with.addService(
                            ImageService.class,
                            new ImageServiceImpl(folder, server.uploads()),
                            ServiceSettings.defaults())
                        .addWorkflow(CropImage.class, CropImageImpl.class))) {
      InfiniticClient client = worker.getClient();
      CropImage workflow = client.newWorkflow(CropImage.class);
      String picture = server.picture().toString();
      System.out.println("To be cropped: " + picture);
      Deferred<String> cropped = client.dispatch(workflow::crop, picture, WIDTH);
      String url = cropped.await();

      System.out.println("The history of the run:");
      client
          .history(cropped.getId())
          .forEach(event -> System.out.printf("  %-18s %s%n", event.type(), event.summary()));
      System.out.printf("A copy %d pixels wide is in %s%n", WIDTH, server.file(url));
    }
  }
}
