use convlab_core::backend::Batch;
use convlab_core::twins;
use convlab_gpu::isolated::{self, Buffer, Step};
use convlab_gpu::launch;

use crate::common::{FUNCTIONS, floats, labels, launch as run, numbers};
use crate::gpu_test;

gpu_test! {
    async fn softmax_cross_entropy(gpu) {
        for (classes, batch, scale) in [(10, 17, 1.0), (3, 1, 1.0), (10, 8, 80.0)] {
            let mut logits: Vec<f32> = numbers(1, batch * classes).iter().map(|x| scale * x).collect();
            // A tie in the first image: its first class counts as the network's answer.
            logits[..classes].fill(0.5);
            let all = labels(2, batch + 3, classes);
            // The batch begins at place 3 of an order that runs backwards.
            let order: Vec<u32> = (0..batch as u32 + 3).rev().collect();
            let of_batch: Vec<u8> = order[3..].iter().map(|image| all[*image as usize]).collect();
            let buffers = [
                Buffer::floats(&logits),
                Buffer::Words(order),
                Buffer::bytes(&all),
                Buffer::Zeros(batch * classes),
                Buffer::Zeros(batch * 2),
            ];
            let launch = launch::softmax_cross_entropy(classes);
            let after = isolated::run(gpu, &launch, Batch { first: 3, images: batch }, Step::default(), &buffers).await.expect("a run");
            let expected = twins::softmax_cross_entropy(&logits, &of_batch, classes);
            FUNCTIONS.assert("d_logits", &floats(&after[3]), &expected.d_logits);
            let outcomes = floats(&after[4]);
            let losses: Vec<f32> = outcomes.iter().step_by(2).copied().collect();
            FUNCTIONS.assert("losses", &losses, &expected.losses);
            let correct: Vec<u32> = outcomes.iter().skip(1).step_by(2).map(|hit| *hit as u32).collect();
            assert_eq!(correct, expected.correct);
        }
    }
}

gpu_test! {
    async fn batch_metrics(gpu) {
        let losses: Vec<f32> = numbers(1, 17).iter().map(|loss| loss.abs()).collect();
        let correct: Vec<u32> = (0..17).map(|image| image % 3 % 2).collect();
        let outcomes: Vec<f32> =
            losses.iter().zip(&correct).flat_map(|(loss, hit)| [*loss, *hit as f32]).collect();
        let after = run(gpu, &launch::batch_metrics(), 17, &[Buffer::floats(&outcomes), Buffer::Zeros(2)]).await;
        let totals = floats(&after[1]);
        let expected = twins::batch_metrics(&losses, &correct);
        FUNCTIONS.assert("loss", &totals[..1], &[expected.loss]);
        assert_eq!(totals[1] as usize, expected.correct);
    }
}
