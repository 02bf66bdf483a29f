package io.infinitic.examples.cropimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real HTTP and real scaling; log and store in memory. */
class CropImageTest {

  @TempDir Path folder;
  private ImageServer server;
  private InfiniticWorker worker;

  @BeforeEach
  void start() throws IOException {
    server = ImageServer.start(0, folder.resolve("uploads"));
    worker =
        InMemory.start(
            with ->
                with.addService(
                        ImageService.class,
                        new ImageServiceImpl(folder, server.uploads()),
                        ServiceSettings.defaults())
                    .addWorkflow(CropImage.class, CropImageImpl.class)
                    .addWorkflow(CropImages.class, CropImagesImpl.class));
  }

  @AfterEach
  void stop() {
    worker.close();
    server.close();
  }

  @Test
  void cropsOneImage() throws IOException {
    String url =
        worker.getClient().newWorkflow(CropImage.class).crop(server.picture().toString(), 160);
    BufferedImage small = ImageIO.read(server.file(url).toFile());
    assertThat(small.getWidth()).isEqualTo(160);
    assertThat(small.getHeight()).isEqualTo(106);
  }

  @Test
  void cropsTwentyInParallel() {
    List<String> urls = Collections.nCopies(20, server.picture().toString());
    List<String> small = worker.getClient().newWorkflow(CropImages.class).cropAll(urls, 40);
    assertThat(small).hasSize(20).doesNotHaveDuplicates();
    small.forEach(url -> assertThat(server.file(url)).exists());
  }

  @Test
  void imageThatIsNotThereFailsTheWorkflow() {
    CropImage workflow = worker.getClient().newWorkflow(CropImage.class);
    String missing = server.picture().resolve("/none.jpg").toString();
    assertThatThrownBy(() -> workflow.crop(missing, 10))
        .isInstanceOf(WorkflowFailedException.class)
        .hasMessageContaining("there is no image at " + missing);
  }
}
