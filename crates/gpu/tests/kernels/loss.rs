use convlab_core::backend::Batch;
use convlab_core::twins;
use convlab_gpu::isolated::{self, Buffer, Step};
use convlab_gpu::launch::{self, Head};

use crate::common::{FUNCTIONS, SUMS, floats, labels, launch as run, numbers, padded};
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
    /// Against the twins of all that it stands for, on sizes below and above its workgroup's.
    async fn dense_head(gpu) {
        let sizes = [([200, 200, 10], 17), ([7, 300, 3], 5), ([300, 9, 64], 1), ([1, 1, 1], 2)];
        for (index, (sizes, batch)) in sizes.into_iter().enumerate() {
            let [inputs, units, classes] = sizes;
            let (relu, gated) = (index % 2 == 0, index < 2);
            let scale = |seed, size: usize, by: usize| -> Vec<f32> {
                numbers(seed, size).iter().map(|number| number / (by as f32).sqrt()).collect()
            };
            let x: Vec<f32> = numbers(1, batch * inputs).iter().map(|x| if gated { x.max(0.0) } else { *x }).collect();
            let parameters = [scale(2, inputs * units, inputs), numbers(3, units), scale(4, units * classes, units), numbers(5, classes)];
            let mut arena = Vec::new();
            let offsets = parameters.each_ref().map(|parameter| {
                let offset = arena.len() + 3;
                arena.resize(offset, f32::NAN);
                arena.extend(parameter);
                offset
            });
            let [kernel_1, bias_1, kernel_2, bias_2] = &parameters;
            let labels = labels(6, batch + 2, classes);
            let head = Head { sizes, relu, gated, offsets, arena: arena.len(), capacity: batch + 1 };
            let places: Vec<u32> = (0..batch as u32 + 2).collect();
            let buffers = [
                Buffer::floats(&padded(&x, head.capacity * inputs)),
                Buffer::floats(&arena),
                Buffer::Words(places),
                Buffer::bytes(&labels),
                Buffer::Zeros(head.gradients() + head.capacity * units),
                Buffer::Zeros(head.capacity * classes),
                Buffer::Zeros(head.capacity * inputs),
                Buffer::Zeros(head.capacity * 2),
            ];
            let batch_of = Batch { first: 2, images: batch };
            let after = isolated::run(gpu, &launch::dense_head(&head), batch_of, Step::default(), &buffers).await.expect("a run");

            let y = twins::dense(inputs, units, &x, kernel_1, Some(bias_1), relu);
            let logits = twins::dense(units, classes, &y, kernel_2, Some(bias_2), false);
            let loss = twins::softmax_cross_entropy(&logits, &labels[2..], classes);
            let gate = |x: &[f32], d: Vec<f32>, is_gated| if is_gated { twins::relu_backward(x, &d) } else { d };
            let d_y = gate(&y, twins::dense_backward_input(units, classes, &loss.d_logits, kernel_2), relu);
            let d_x = gate(&x, twins::dense_backward_input(inputs, units, &d_y, kernel_1), gated);
            let outcomes: Vec<f32> = loss.losses.iter().zip(&loss.correct).flat_map(|(loss, hit)| [*loss, *hit as f32]).collect();
            let [between, d_logits] = [4, 5].map(|place| floats(&after[place]));
            let named = [
                ("y", &between[..], &y),
                ("d_y", &between[head.gradients()..], &d_y),
                ("d_logits", &d_logits[..], &loss.d_logits),
                ("d_x", &floats(&after[6]), &d_x),
                ("outcomes", &floats(&after[7]), &outcomes),
            ];
            for (name, actual, expected) in named {
                SUMS.assert(&format!("{name}, {sizes:?}"), &actual[..expected.len()], expected);
            }
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
