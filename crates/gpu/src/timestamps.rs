//! How long each kernel takes within a whole step, by the device's own clock. Natively alone: a browser rounds what it tells
//! of that clock.

use std::time::{Duration, Instant};

use convlab_core::backend::Batch;

use crate::device::Gpu;
use crate::error::Result;
use crate::model::Model;
use crate::readback::{Readback, staging};
use crate::work::Dispatch;

/// A measurement that is shorter, or of fewer steps, says little: the device's clock rate has still to rise.
const TELLING: Duration = Duration::from_millis(300);
const STEPS: usize = 5;

/// Whether a device tells its clock at the beginning and the end of so many dispatches.
pub(crate) fn are_offered(gpu: &Gpu, dispatches: usize) -> bool {
    let has_clock = gpu.device().features().contains(wgpu::Features::TIMESTAMP_QUERY);
    has_clock && 2 * dispatches <= wgpu::QUERY_SET_MAX_QUERIES as usize
}

impl Model {
    /// Seconds for each dispatch of a step: the medians of many steps, of which each dispatch is a pass of its own. The `dims`
    /// are those of slot 0.
    pub(crate) async fn seconds_by_timestamps(
        &self,
        dispatches: &[&Dispatch],
        batch: Batch,
    ) -> Result<Vec<f64>> {
        let device = self.gpu.device();
        let count = 2 * dispatches.len() as u32;
        let queries = device.create_query_set(&wgpu::QuerySetDescriptor {
            label: Some("clock"),
            ty: wgpu::QueryType::Timestamp,
            count,
        });
        let bytes = u64::from(count) * u64::from(wgpu::QUERY_SIZE);
        let resolved = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("clock"),
            size: bytes,
            usage: wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        });
        let tick = f64::from(self.gpu.queue().get_timestamp_period()) * 1e-9;
        let mut ticks: Vec<Vec<u64>> = vec![Vec::new(); dispatches.len()];
        let began = Instant::now();
        let mut steps = 0;
        while steps < STEPS || began.elapsed() < TELLING {
            let mut encoder = self.encoder();
            for (index, dispatch) in (0..).zip(dispatches) {
                let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                    label: Some("convlab"),
                    timestamp_writes: Some(wgpu::ComputePassTimestampWrites {
                        query_set: &queries,
                        beginning_of_pass_write_index: Some(2 * index),
                        end_of_pass_write_index: Some(2 * index + 1),
                    }),
                });
                dispatch.record(&mut pass, 0, batch.images);
            }
            encoder.resolve_query_set(&queries, 0..count, &resolved, 0);
            let buffer = staging(&self.gpu, bytes);
            encoder.copy_buffer_to_buffer(&resolved, 0, &buffer, 0, bytes);
            let readback = Readback::submit(&self.gpu, encoder, buffer);
            let (clock, _): (Vec<[u64; 2]>, _) =
                readback.read(&self.gpu, bytemuck::pod_collect_to_vec).await?;
            for (ticks, [begin, end]) in ticks.iter_mut().zip(clock) {
                ticks.push(end.saturating_sub(begin));
            }
            steps += 1;
        }
        Ok(ticks.into_iter().map(|ticks| median(ticks) as f64 * tick).collect())
    }
}

/// The number in the middle.
fn median(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}
